import importlib.util
from pathlib import Path

import pytest

from tightrope.report.compose import compose
from tightrope.report.plainly import plainly, told, voice

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report():
    return compose(**values.everything())


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "Share of the power in arms imports, yearly (CHN), mean 0.766 [0.69, 0.842] share, 2015-2024",
            "Share of China in arms imports, yearly, mean: 0.77 (0.69 to 0.84) share, 2015\u20132024",
        ),
        (
            "Official finance from the power (US aid; Chinese money) (USA), change from 1991-2000 to 2002-2011 0.496 "
            "[0.387, 0.606] percent",
            "Official finance from the United States (US aid; Chinese money), change from 1991\u20132000 to "
            "2002\u20132011: 0.50 (0.39 to 0.61) percent",
        ),
        (
            "Battle deaths (VNM), mean 1.1e+04 [8.63e+03, 1.34e+04] deaths",
            "Battle deaths (Vietnam), mean: 11\u202f000 (8630 to 13\u202f400) deaths",
        ),
        (
            "security tie first, trend -0.003 [-0.0126, 0.2]",
            "security tie to the United States, trend: \u22120.003 (\u22120.01 to 0.2)",
        ),
        (
            "H1.panel: cannot tell, probability 0.02",
            "the first hypothesis, over all states: cannot tell, probability 0.02",
        ),
        ("turn of diplomatic:USA in 2001", "turn of diplomatic tie to the United States in 2001"),
        (
            "needs carry 0.22 [0.00, 1.00] of what is left out",
            "needs carry 0.22 (under 0.01 to 1.00) of what is left out",
        ),
        (
            "mean of `tie:arms_share:CHN` above 0.5",
            "mean of Share of arms deliveries (China) above 0.5",
        ),
        (
            "votes with the power (all) (CHN) larger than votes with the power (all) (USA)",
            "votes with China (all) larger than votes with the United States (all)",
        ),
        ("trend of `inside` falling", "trend of the chance of two-sided engagement falling"),
        ("visits of the power's leader (USA)", "visits of the United States' leader"),
    ],
)
def test_lines_of_other_rooms_are_put_plainly(report, text, printed):
    assert plainly(report, text) == printed


def test_a_series_that_is_only_held_against_another_gets_no_line():
    items = [{"text": "A, mean 1"}, {"text": "held against B"}, {"text": "undecided: held against B"}]
    assert told(items) == items[:1]


def test_where_a_state_stands_is_measured_and_what_becomes_of_it_is_a_model():
    assert voice({"kind": "model", "ref": "result:position.tilt"}) == "measured"
    assert voice({"kind": "model", "ref": "result:horizon.survival"}) == "model"
    assert voice({"kind": "row", "ref": "arms_share:PAK:CHN"}) == "measured"
