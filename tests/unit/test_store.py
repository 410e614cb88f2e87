"""Results go in whole and come out equal, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.alignment import Series
from tightrope.core.errors import StoreError
from tightrope.core.finding import Finding
from tightrope.core.provenance import Key
from tightrope.study.store import Store, digest

KEY = Key("a" * 64)


def value() -> dict:
    series = Series(mean=np.array([0.1, np.nan]), low=np.array([0.0, np.nan]), high=np.array([0.2, np.nan]))
    finding = Finding(id="x", sentence="so", evidence=("un_kappa:PAK:1990",), value=1.0, low=0.5, high=1.5)
    names = np.array(["PAK", "IND"], dtype=object)
    return {"series": series, "found": (finding, None), "text": names, "list": [1, 2.5, True], "map": {1: "one"}}


def test_round_trip(tmp_path) -> None:
    store = Store(tmp_path)
    store.put(KEY, value())
    back = store.get(KEY)
    assert back["found"] == value()["found"]
    assert isinstance(back["found"], tuple)
    np.testing.assert_array_equal(back["series"].mean, value()["series"].mean)
    assert back["text"].tolist() == ["PAK", "IND"]
    assert back["list"] == [1, 2.5, True]
    assert back["map"] == {1: "one"}


@pytest.mark.parametrize("end", ["json", "npz"])
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_result_is_never_read(tmp_path, end: str, harm: str) -> None:
    store = Store(tmp_path)
    store.put(KEY, value())
    file = tmp_path / f"{KEY}.{end}"
    data = bytearray(file.read_bytes())
    if harm == "gone":
        file.unlink()
    else:
        data[len(data) // 2] ^= 1
        file.write_bytes(data[: len(data) // 2] if harm == "cut" else data)
    with pytest.raises(StoreError, match="missing or damaged"):
        store.get(KEY)


def test_only_known_types_are_stored(tmp_path) -> None:
    with pytest.raises(StoreError, match="cannot be stored"):
        Store(tmp_path).put(KEY, {"a": object()})
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_type_in_a_stored_file_is_refused(tmp_path) -> None:
    store = Store(tmp_path)
    store.put(KEY, [1])
    import hashlib
    import json

    file = tmp_path / f"{KEY}.json"
    _, _, text = file.read_text().partition("\n")
    text = json.dumps({**json.loads(text), "tree": {"__type__": "os:system", "v": {}}})
    file.write_text(hashlib.sha256(text.encode()).hexdigest() + "\n" + text)
    with pytest.raises(StoreError):
        store.get(KEY)


def test_digest_does_not_depend_on_order() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
