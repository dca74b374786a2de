"""The result of one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `remedy` says what to do and is empty when nothing has to be done."""

    name: str
    state: State
    found: str
    remedy: str = ""
