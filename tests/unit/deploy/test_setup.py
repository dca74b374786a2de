"""The set-up's own judgement; installing itself is proved by every fresh clone."""

import json
from pathlib import Path

import pytest

from deploy import interpreters, lock, setup, tools
from deploy.step import Failed, Refusal, run


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> setup.Target:
    environment = setup.Target(tmp_path / ".venv", "3.12", ours=True)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    for group in ("service", "dev"):
        monkeypatch.setitem(setup.TARGETS, group, environment)
    return environment


@pytest.mark.parametrize(
    ("installed", "wanted", "current"),
    [("service", "service", True), ("dev", "dev", True), ("dev", "service", True), ("service", "dev", False)],
)
def test_environment_is_kept_when_it_has_what_is_wanted(
    target: setup.Target, installed: str, wanted: str, *, current: bool
) -> None:
    target.stamp.write_text(json.dumps(setup._expected(installed)))
    assert setup._current(wanted) is current


@pytest.mark.parametrize("field", ["digest", "root", "recipe"])
def test_environment_is_renewed_when_the_stamp_differs(target: setup.Target, field: str) -> None:
    target.stamp.write_text(json.dumps(setup._expected("service") | {field: "other"}))
    assert not setup._current("service")


@pytest.mark.parametrize("stamp", ["", "[]", "{"])
def test_environment_is_renewed_when_the_stamp_is_broken(target: setup.Target, stamp: str) -> None:
    target.stamp.write_text(stamp)
    assert not setup._current("service")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("error: Failed to fetch: `https://x/`", "The package registry can't be reached"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Hash mismatch for `six==1`", "A package differs from the one that was locked"),
    ],
)
def test_failure_becomes_a_sentence_when_its_cause_is_known(said: str, sentence: str) -> None:
    assert tools.explain(said).startswith(sentence)


def test_missing_python_is_named_when_none_can_be_had(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with pytest.raises(Refusal, match=r"Python 3\.10 is missing and could not be downloaded: install it"):
        interpreters.find(str(tmp_path / "no-uv"), "3.10")


def test_newest_patch_of_pyenv_is_taken_when_several_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("3.12.9", "3.12.10", "3.13.1"):
        program = tmp_path / "versions" / version / "bin" / "python3.12"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\necho 3.12\n")
        program.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert "/3.12.10/" in interpreters.find(str(tmp_path / "no-uv"), "3.12")


def test_output_is_kept_when_a_command_fails() -> None:
    with pytest.raises(Failed) as failure:
        run("Trying", ["sh", "-c", "echo why; exit 3"])
    assert failure.value.said == "why\n"


def test_locks_fit_the_project_when_nothing_changed() -> None:
    assert lock.main(["--check"]) == 0
    lock._demand_subset()


def test_locks_name_no_address_when_they_are_written() -> None:
    for group in lock.LINES:
        text = lock._path(group).read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text
