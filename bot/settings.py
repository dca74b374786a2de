"""The settings of Rasa's process, read once at its start."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

REQUIRED = ("FRONTDESK_ENGINE_TOKEN", "FRONTDESK_TRACKER_KEY", "REDIS_URL", "ACTION_ENDPOINT")

# One thread each: more of them only fight over the cores for messages this short. Training takes all there are.
ONE_THREAD = {
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
# The other values silence what Rasa and TensorFlow would print or send home.
PROCESS_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SANIC_ACCESS_LOG": "false",
    "MPLBACKEND": "agg",
}


class SettingMissing(RuntimeError):
    """A setting that Rasa's process cannot start without is not there."""


@dataclass(frozen=True)
class EngineSettings:
    """Where the engine listens and which model it answers with."""

    port: int
    model: str
    root: str


def parse(environ: Mapping[str, str], *, root: str) -> EngineSettings:
    """Read the engine's settings; raise SettingMissing with the names of those that are not set."""
    missing = [name for name in (*REQUIRED, "FRONTDESK_MODEL", "RASA_PORT") if not environ.get(name)]
    if missing:
        raise SettingMissing("The dialogue engine cannot start without " + ", ".join(missing) + ".")
    return EngineSettings(port=int(environ["RASA_PORT"]), model=environ["FRONTDESK_MODEL"], root=root)


def prepare_process(*, serving: bool = False) -> None:
    """Set what TensorFlow and Rasa read from the environment; call it before either is imported."""
    for name, value in {**PROCESS_ENVIRONMENT, **(ONE_THREAD if serving else {})}.items():
        os.environ.setdefault(name, value)


def silence_warnings() -> None:
    """Print no warnings: deprecations inside Rasa's frozen dependencies are nothing a clinic could act on.

    The filters are of no use here, several of those dependencies reset them.
    """
    warnings.showwarning = _say_nothing


def _say_nothing(*_: object, **__: object) -> None:
    """Show no warning."""


def from_process(*, root: str) -> EngineSettings:
    """Read the settings of this process."""
    return parse(os.environ, root=root)
