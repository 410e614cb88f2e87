"""study.toml to Study: every fault is reported at once, each with its key and what is allowed."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tightrope.catalog.shelf import declared, indicators
from tightrope.core.actor import State, Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import CatalogError, InvalidValue, StudyError, UnknownName
from tightrope.data.states import state, states
from tightrope.explain.rows import OPTIONAL
from tightrope.study import partial

SCHEMA = 1
EARLIEST, LATEST = 1946, 2026


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Period(_Part):
    start: int
    stop: int
    step: Literal["year"] = "year"


class _Study(_Part):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    title: str = Field(min_length=1, max_length=200)
    focal: str
    powers: list[str] = Field(min_length=2, max_length=2)
    period: _Period
    seed: int = Field(ge=0, lt=2**63)


class _Evidence(_Part):
    codebook: str = "ncr"
    codings: str = ""
    documents: str = ""
    texts: str = ""
    chronology: str = ""
    claims: str = ""
    review: str = ""
    themes: str = ""
    clues: str = ""
    named: str = ""


class _Measure(_Part):
    indicators: Literal["all"] | list[str] = "all"
    reading: Literal["floors", "equidistance", "utility"] = "floors"
    draws: int = Field(default=400, ge=100, le=5000)
    compare: list[str] = []
    domains: Literal["all"] | list[str] = "all"
    without: list[str] = []


class _Explain(_Part):
    theories: list[str] = ["neoclassical_realism"]
    optional_filters: list[str] = []


class _Outlook(_Part):
    years: list[int] = [1, 3, 5, 10]


class _Report(_Part):
    formats: list[Literal["html", "json"]] = ["html", "json"]


class _File(_Part):
    schema_: int = Field(alias="schema")
    study: _Study
    evidence: _Evidence = _Evidence()
    measure: _Measure = _Measure()
    explain: _Explain = _Explain()
    outlook: _Outlook = _Outlook()
    report: _Report = _Report()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study as its file states it, checked.

    Parameters
    ----------
    folder : where the file lies; the paths in it are relative to this.
    file : the study file.
    codings, documents, chronology, claims : files of the study, None where it has none.
    review : log of people's judgments, themes : themes declared, named : what people called themes, clues : records
        linked to clues of theories; None for none.
    texts : folder of documents handed in for this run, or of the study's own; None for none.
    theory_files : file of each theory, in the order of `theories`; a study's own lie in its `catalog/theories`.
    shock_files : files of dated shocks, the shelf's first; a study's own lie in its `catalog/shocks`.
    references : the study's own bibliography, `catalog/references.bib`; None for none.
    optional_filters : filters of the panel system beside the four, each a series of the panel.
    indicators : the only tie indicators measured, None for all.
    domains : the only domains measured, None for all; without : series and sources left out.
    """

    folder: Path
    file: Path
    name: str
    title: str
    triad: Triad
    period: Period
    seed: int
    codebook: str
    codings: Path | None
    documents: Path | None
    chronology: Path | None
    claims: Path | None
    texts: Path | None
    indicators: tuple[str, ...] | None
    reading: str
    draws: int
    compare: tuple[str, ...]
    theories: tuple[str, ...]
    years: tuple[int, ...]
    formats: tuple[str, ...]
    theory_files: tuple[Path, ...] = ()
    shock_files: tuple[Path, ...] = ()
    references: Path | None = None
    optional_filters: tuple[str, ...] = ()
    domains: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    review: Path | None = None
    themes: Path | None = None
    named: Path | None = None
    clues: Path | None = None


def read_study(
    file: Path, *, texts: Path | None = None, domains: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> Study:
    """Read and check a study file.

    Parameters
    ----------
    file : the study.toml.
    texts : folder of documents to code in this run.
    domains : the only domains whose ties are measured in this run, in the place of those that the file names.
    without : series and sources left out of this run, in the place of those that the file names.

    Raises
    ------
    StudyError : carries every fault found, each with its key and what is allowed.
    """
    raw = _load(file)
    switched: dict[str, Any] = {"domains": list(domains)} if domains else {}
    switched |= {"without": list(without)} if without else {}
    if switched:
        raw = {**raw, "measure": {**_table(raw, "measure"), **switched}}
    faults: list[StudyError] = []
    parsed: _File | None = None
    try:
        parsed = _File.model_validate(raw)
    except ValidationError as error:
        faults.extend(_fault(file, item, raw) for item in error.errors())
    faults.extend(_meaning(file, raw))
    faults.extend(_files(file, raw))
    if texts is not None and not texts.is_dir():
        faults.append(InvalidValue("no such folder of documents", where=str(texts), next="name a folder with texts"))
    if parsed is None or faults:
        lines = f"{len(faults)} fault{'s' if len(faults) != 1 else ''} in the study"
        raise StudyError(lines, where=str(file), next="mend each and run `tightrope check`", faults=_ordered(faults))
    return _study(file, parsed, texts)


def _load(file: Path) -> dict[str, Any]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror})", where=str(file), next="name a study file") from None
    if not data.strip():
        raise StudyError("the file is empty", where=str(file), next="make one with `tightrope new NAME`")
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise StudyError("is not UTF-8 text", where=str(file), next="save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StudyError(f"is not TOML ({error})", where=str(file), next="mend the line named") from None
    version = raw.get("schema")
    if isinstance(version, int) and version > SCHEMA:
        raise StudyError(
            f"was written for a newer version (schema {version}, this program knows {SCHEMA})",
            where=str(file),
            next="update tightrope",
        )
    return raw


def _fault(file: Path, item: Any, raw: dict[str, Any]) -> StudyError:
    key = ".".join(str(part).rstrip("_") for part in item["loc"] if part not in ("literal['all']", "list[str]"))
    where = f"{file.name} [{key}]"
    if item["type"] == "extra_forbidden":
        siblings = _keys(item["loc"])
        near = difflib.get_close_matches(str(item["loc"][-1]), siblings, n=1)
        offer = f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(siblings)}"
        return UnknownName("unknown key", where=where, next=offer)
    if item["type"] == "missing":
        return InvalidValue("is missing", where=where, next="add it; `tightrope new` writes a complete file")
    allowed = item.get("ctx", {}).get("expected")
    return InvalidValue(item["msg"].lower(), where=where, next=f"allowed: {allowed}" if allowed else "mend the value")


def _keys(location: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = _File
    for part in location[:-1]:
        field = model.model_fields.get(str(part))
        kind = field.annotation if field else None
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            break
        model = kind
    return [field.alias or name for name, field in model.model_fields.items()]


def _meaning(file: Path, raw: dict[str, Any]) -> list[StudyError]:
    """Check what the values mean, each as far as it is there, whatever else is wrong."""
    faults: list[StudyError] = []
    study = _table(raw, "study")
    focal = study.get("focal")
    powers = study.get("powers")
    named = [("study.focal", focal)] if isinstance(focal, str) else []
    if isinstance(powers, list):
        named += [(f"study.powers[{i}]", code) for i, code in enumerate(powers) if isinstance(code, str)]
        if len(powers) == 2 and powers[0] == powers[1]:
            faults.append(_bad(file, "study.powers", f"the two powers are the same state ({powers[0]})", "name two"))
        if isinstance(focal, str) and focal in powers:
            faults.append(_bad(file, "study.focal", f"{focal} is also one of the powers", "name a third state"))
    compare = _table(raw, "measure").get("compare", [])
    if isinstance(compare, list):
        named += [(f"measure.compare[{i}]", code) for i, code in enumerate(compare) if isinstance(code, str)]
    for key, code in named:
        try:
            state(code)
        except UnknownName as error:
            faults.append(UnknownName(error.what, where=f"{file.name} [{key}]", next=error.next))
    faults += _calendar(file, study.get("period"))
    faults += partial.faults(file.name, _table(raw, "measure"))
    try:
        theories = declared("theories", file.parent / "catalog")
    except CatalogError as error:
        faults.append(_bad(file, "explain.theories", f"{error.where}: {error.what}", error.next))
        theories = declared("theories")
    try:
        declared("shocks", file.parent / "catalog")
    except CatalogError as error:
        faults.append(_bad(file, "catalog/shocks", f"{error.where}: {error.what}", error.next))
    shelves = {
        "measure.indicators": (_table(raw, "measure").get("indicators"), sorted(indicators())),
        "explain.theories": (_table(raw, "explain").get("theories"), sorted(theories)),
        "explain.optional_filters": (_table(raw, "explain").get("optional_filters"), list(OPTIONAL)),
        "evidence.codebook": (_table(raw, "evidence").get("codebook"), sorted(declared("codebooks"))),
    }
    for key, (names, shelf) in shelves.items():
        for name in [names] if isinstance(names, str) else names if isinstance(names, list) else []:
            if isinstance(name, str) and name not in shelf and not (key == "measure.indicators" and name == "all"):
                near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4) or shelf[:5]
                faults.append(
                    UnknownName(
                        f"no entry named {name!r}", where=f"{file.name} [{key}]", next=f"nearest: {', '.join(near)}"
                    )
                )
    return faults


def _calendar(file: Path, period: Any) -> list[StudyError]:
    if not isinstance(period, dict):
        return []
    faults: list[StudyError] = []
    start, stop = period.get("start"), period.get("stop")
    for key, year in (("start", start), ("stop", stop)):
        if isinstance(year, int) and not EARLIEST <= year <= LATEST:
            faults.append(
                _bad(file, f"study.period.{key}", f"{year} is out of range", f"allowed: {EARLIEST} to {LATEST}")
            )
    if isinstance(start, int) and isinstance(stop, int) and stop < start:
        faults.append(_bad(file, "study.period", f"the period {start}-{stop} is empty", "let stop follow start"))
    return faults


def _files(file: Path, raw: dict[str, Any]) -> list[StudyError]:
    faults: list[StudyError] = []
    for key in ("codings", "documents", "chronology", "claims", "review", "themes", "named", "clues"):
        name = _table(raw, "evidence").get(key)
        if not isinstance(name, str) or not name:
            continue
        path = (file.parent / name).resolve()
        if not path.is_relative_to(file.parent.resolve()):
            faults.append(_bad(file, f"evidence.{key}", f"{name!r} lies outside the study's folder", "keep it inside"))
        elif not path.is_file():
            faults.append(_bad(file, f"evidence.{key}", f"{name!r} is not there", "add the file or drop the key"))
        elif not path.stat().st_size:
            faults.append(_bad(file, f"evidence.{key}", f"{name!r} is empty", "fill it or drop the key"))
    name = _table(raw, "evidence").get("texts")
    if isinstance(name, str) and name:
        path = (file.parent / name).resolve()
        if not path.is_relative_to(file.parent.resolve()):
            faults.append(_bad(file, "evidence.texts", f"{name!r} lies outside the study's folder", "keep it inside"))
        elif not path.is_dir():
            faults.append(_bad(file, "evidence.texts", f"{name!r} is no folder", "add the folder or drop the key"))
    return faults


def _bad(file: Path, key: str, what: str, next: str) -> InvalidValue:
    return InvalidValue(what, where=f"{file.name} [{key}]", next=next)


def _table(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def _ordered(faults: list[StudyError]) -> tuple[StudyError, ...]:
    seen: dict[str, StudyError] = {}
    for fault in faults:
        seen.setdefault(str(fault), fault)
    return tuple(sorted(seen.values(), key=lambda f: (f.where, f.what)))


def _study(file: Path, parsed: _File, texts: Path | None) -> Study:
    s, e = parsed.study, parsed.evidence
    folder = file.parent.resolve()
    theories = declared("theories", folder / "catalog")
    own = folder / "catalog" / "references.bib"

    def inside(name: str) -> Path | None:
        return folder / name if name else None

    known = states()
    powers: tuple[State, State] = (known[s.powers[0]], known[s.powers[1]])
    chosen = parsed.measure.indicators
    triad = Triad(focal=known[s.focal], powers=powers)
    period = Period(start=s.period.start, stop=s.period.stop, step=s.period.step)
    return Study(
        folder=folder, file=file, name=s.name, title=s.title, triad=triad, period=period, seed=s.seed,
        codebook=e.codebook, codings=inside(e.codings), documents=inside(e.documents),
        chronology=inside(e.chronology), claims=inside(e.claims), texts=texts or inside(e.texts),
        indicators=None if chosen == "all" else tuple(chosen), reading=parsed.measure.reading,
        draws=parsed.measure.draws, compare=tuple(parsed.measure.compare), theories=tuple(parsed.explain.theories),
        years=tuple(parsed.outlook.years), formats=tuple(parsed.report.formats),
        domains=partial.chosen(parsed.measure.domains), without=tuple(sorted(set(parsed.measure.without))),
        theory_files=tuple(theories[name] for name in parsed.explain.theories),
        shock_files=tuple(declared("shocks", folder / "catalog").values()),
        references=own if own.is_file() else None, optional_filters=tuple(sorted(set(parsed.explain.optional_filters))),
        review=inside(e.review), themes=inside(e.themes), named=inside(e.named), clues=inside(e.clues),
    )  # fmt: skip
