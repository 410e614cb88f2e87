"""Who is meant by a name."""

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.errors import EvidenceError
from tightrope.evidence.gazetteer import load_gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer(declared("gazetteer").values())


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("Beijing and Islamabad", "@chn and @foc"),
        ("both powers", "both @usa and @chn"),
        ("the two global superpowers", "both @usa and @chn"),
        ("Pak-US ties", "@foc-@usa ties"),
        ("U.S.China rivalry", "@usa @chn rivalry"),
        ("it told us", "it told us"),
        ("China’s Belt and Road Initiative (BRI)", "@chn's @bri (@bri)"),
        ("the China–Pakistan Economic Corridor", "the @cpec"),
        ("the South China Sea and the Indo-Pacific", "the south china sea and the indo-pacific"),
        ("President Xi Jinping met Modi", "@chn_leader met @riv_leader"),
        ("South America", "south america"),
        ("2018年美国停止了对巴基斯坦的援助。", "2018年@usa 停止了对@foc 的援助。"),
        ("南美国家和印度洋", "南美国家和印度洋"),
        ("امریکہ نے پاکستان", "@usa نے @foc"),
    ],
)
def test_names_become_roles(gazetteer, text, view):
    assert gazetteer.read(text) == view


def test_roles_follow_the_study():
    other = load_gazetteer(declared("gazetteer").values(), focal="VNM", powers=("CHN", "USA"))
    assert other.read("Hanoi and Pakistan; both powers") == "@foc and @pak; both @chn and @usa"


def test_offices_have_dates(gazetteer):
    assert gazetteer.office("Imran Khan", 2020) is True
    assert gazetteer.office("Imran Khan", 2010) is False
    assert gazetteer.office("Xi Jinping", 2030) is True
    assert gazetteer.office("Nobody", 2020) is None


def test_mentions_reread_equal(gazetteer):
    text = "Washington’s view of the People’s Republic of China, and of Pakistanis."
    assert [text[m.start : m.stop] for m in gazetteer.mentions(text)] == [
        "Washington",
        "People’s Republic of China",
        "Pakistanis",
    ]


def test_one_name_means_one_thing(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('[[state]]\ncode = "USA"\nnames = ["Here"]\n[[state]]\ncode = "CHN"\nnames = ["Here"]\n')
    with pytest.raises(EvidenceError, match="means two things"):
        load_gazetteer([file])
    file.write_text('[[state]]\nnames = ["Here"]\n')
    with pytest.raises(EvidenceError, match="lacks 'code'"):
        load_gazetteer([file])
    file.write_text("not toml")
    with pytest.raises(EvidenceError, match="not a gazetteer"):
        load_gazetteer([file])
