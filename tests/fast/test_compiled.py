"""The compiled kernel beside the arrays: the same paths, for any batch size and one or two workers."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.outlook.engine.paths import paths, tips
from tightrope.outlook.engine.rest import equilibria, rested
from tightrope.outlook.engine.symbols import make, reference

pytestmark = pytest.mark.fast
MORE = {"capacity": 0.8, "threat_rival": 0.3, "threat_noise": 0.02, "bias": 0.05, "coercion_first": 0.9}


@pytest.mark.parametrize("game", [reference(misperception=0.1), make(MORE)], ids=["mirrored", "full"])
def test_compiled_and_arrays_agree(game) -> None:
    start, pressure = rested(equilibria(0.6, game)[0], 0.6, game), np.linspace(0.6, 0.8, 160)
    given = {"seed": 4, "runs": 200}
    arrays = np.concatenate(list(paths(game, start, pressure, **given, engine="arrays")))
    compiled = np.concatenate(list(paths(game, start, pressure, **given, engine="compiled")))
    np.testing.assert_allclose(compiled, arrays, atol=1e-9)
    for batch, workers in ((17, 1), (17, 2), (64, 2)):
        again = paths(game, start, pressure, **given, engine="compiled", batch=batch, workers=workers)
        np.testing.assert_array_equal(np.concatenate(list(again)), compiled)
    counted = [tips(game, start, pressure, **given, engine=engine).counts for engine in ("arrays", "compiled", None)]
    np.testing.assert_array_equal(counted[0], counted[1])
    np.testing.assert_array_equal(counted[2], counted[1])
