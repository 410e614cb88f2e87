"""The score: the steps of a run, in order; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tightrope.study import perform
from tightrope.study.spec import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a run.

    Parameters
    ----------
    name : what it is called in progress, plan and store; also the name of the value it gives.
    says : what it does, in a few words, for a person who waits.
    function : study and the values of earlier steps -> its value.
    takes : names of earlier steps whose values it reads.
    uses : fields of the study that it depends on; files and folders count by their bytes.
    keep : whether its value is stored (one that is read faster than restored is not).
    """

    name: str
    says: str
    function: Callable[[Study, Mapping[str, Any]], Any]
    takes: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    keep: bool = True


WHO = ("triad", "period")
STEPS: tuple[Step, ...] = (
    Step(name="inputs", says="open the panel", function=perform.inputs, uses=(*WHO, "indicators", "domains", "without"),
         keep=False),
    Step(name="events", says="read the chronology", function=perform.events, uses=("chronology",)),
    Step(name="corpus", says="code the documents", function=perform.corpus, takes=("events",),
         uses=("codebook", "codings", "documents", "texts", "review")),
    Step(name="themes", says="gather themes", function=perform.themes, takes=("corpus",),
         uses=("codebook", "texts", "seed", "themes", "named")),
    Step(name="register", says="read the register of statements", function=perform.register, uses=("claims",)),
    Step(name="checked", says="check what the texts claim", function=perform.checked, takes=("inputs", "events"),
         uses=("texts", "documents", *WHO)),
    Step(name="theories", says="draw the theories", function=perform.theories,
         uses=("theories", "theory_files", "references", "codebook", "clues", *WHO)),
    Step(name="roles", says="give each row one role", function=perform.roles,
         takes=("inputs", "theories"), uses=(*WHO, "optional_filters")),
    Step(name="synthetic", says="set dated shocks beside states untouched by them", function=perform.synthetic,
         takes=("inputs",), uses=(*WHO, "seed", "shock_files")),
    Step(name="measured", says="measure ties", function=perform.measured, takes=("inputs",),
         uses=(*WHO, "seed", "draws", "compare")),
    Step(name="states", says="lay out every state", function=perform.states_table, takes=("measured",)),
    Step(name="curve", says="build the measure otherwise", function=perform.curve, takes=("inputs", "measured"),
         uses=WHO),
    Step(name="causes", says="tell what the answer rests on", function=perform.causes,
         takes=("inputs", "measured", "curve"), uses=(*WHO, "seed")),
    Step(name="apart", says="measure ties without arms and aid", function=perform.apart, takes=("inputs",),
         uses=(*WHO, "seed")),
    Step(name="pressure", says="measure the rivalry", function=perform.pressure, takes=("inputs",),
         uses=(*WHO, "seed")),
    Step(name="hypotheses", says="test the hypotheses", function=perform.hypotheses,
         takes=("inputs", "measured", "apart", "pressure"), uses=("seed",)),
    Step(name="pathways", says="follow pressure to ties and results", function=perform.pathways,
         takes=("inputs", "measured", "apart", "pressure"), uses=(*WHO, "seed", "optional_filters")),
    Step(name="rivals", says="set the theories against each other", function=perform.rivals,
         takes=("inputs", "measured", "pressure", "theories"), uses=("seed",)),
    Step(name="survival", says="count how long states stayed", function=perform.survival, takes=("measured",),
         uses=(*WHO, "seed", "years", "reading")),
    Step(name="record", says="read the record of all states", function=perform.record,
         takes=("inputs", "events", "measured", "pressure"), uses=(*WHO, "seed", "years", "reading", "compare")),
    Step(name="sketch", says="compute the game sketch", function=perform.sketch),
    Step(name="ledger", says="hold statements against evidence", function=perform.ledger,
         takes=("inputs", "measured", "corpus", "events", "pressure", "hypotheses", "survival"),
         uses=("claims", "seed")),
    Step(name="case", says="ask the graph of causes of one state", function=perform.case,
         takes=("inputs", "measured", "pressure"), uses=("seed", *WHO)),
    Step(name="traced", says="weigh the clues that remain", function=perform.traced,
         takes=("theories", "events", "corpus", "checked", "case", "ledger"), uses=("claims", "clues", *WHO)),
    Step(name="report", says="compose the report", function=perform.report,
         takes=("inputs", "events", "corpus", "themes", "checked", "register", "theories", "roles", "synthetic",
                "measured", "states", "curve", "causes", "pressure", "hypotheses", "pathways", "rivals", "survival",
                "record", "sketch", "ledger", "case", "traced"),
         uses=("file", "claims", "name", "title", "seed", "reading", "formats", "domains", "without", *WHO)),
)  # fmt: skip
