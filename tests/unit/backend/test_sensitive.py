"""A sensitive value never shows itself."""

from __future__ import annotations

import json
import logging
import pickle

import pytest

from backend.domain.sensitive import Sensitive

SECRET = Sensitive("Maria +15550100")


@pytest.mark.parametrize("shown", [repr(SECRET), str(SECRET), f"{SECRET}", f"{SECRET!r:>40}", f"{[SECRET]}"])
def test_sensitive_stays_hidden_when_formatted(shown: str) -> None:
    assert "Maria" not in shown


def test_sensitive_stays_hidden_when_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("t").warning("patient %s %r", SECRET, {"name": SECRET})
    assert "Maria" not in caplog.text


def test_sensitive_refuses_to_leave_the_process() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(SECRET)
    with pytest.raises(TypeError):
        json.dumps(SECRET)


def test_sensitive_gives_its_value_when_asked_by_name() -> None:
    assert SECRET.reveal() == "Maria +15550100"
    assert Sensitive("Maria +15550100") == SECRET
    assert SECRET != "Maria +15550100"
