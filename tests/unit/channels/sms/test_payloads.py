from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from channels.errors import Malformed
from channels.sms import inbound, status

PAYLOADS = Path(__file__).parents[3] / "payloads" / "sms"


def _cases(name: str) -> list[Any]:
    cases = tomllib.loads((PAYLOADS / f"{name}.toml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=title) for title, case in cases.items()]


def _compare(read: object, case: dict[str, Any]) -> None:
    assert {name: getattr(read, name) for name in case["read"]} == case["read"]


@pytest.mark.parametrize("case", _cases("inbound"))
def test_reads_a_text_when_twilio_sends_it(case: dict[str, Any]) -> None:
    if "malformed" in case:
        with pytest.raises(Malformed) as refusal:
            inbound.message(MultiDict(case["form"]))
        assert refusal.value.field == case["malformed"]
    else:
        _compare(inbound.message(MultiDict(case["form"])), case)


@pytest.mark.parametrize("case", _cases("status"))
def test_reads_a_report_when_twilio_sends_it(case: dict[str, Any]) -> None:
    if "malformed" in case:
        with pytest.raises(Malformed) as refusal:
            status.update("0" * 32, MultiDict(case["form"]))
        assert refusal.value.field == case["malformed"]
    else:
        _compare(status.update("0" * 32, MultiDict(case["form"])), case)


def test_shows_no_words_and_no_number_when_printed() -> None:
    case = tomllib.loads((PAYLOADS / "inbound.toml").read_text(encoding="utf-8"))["plain"]
    shown = repr(inbound.message(MultiDict(case["form"])))
    assert "tuesday" not in shown
    assert "+1500" not in shown
