"""The model is kept by what it was trained from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import TrainingFailed, ensure_model, fingerprint, model_path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("recipe: default.v1\n")
    (tmp_path / "data" / "nlu" / "small.yml").write_text("nlu: []\n")
    return tmp_path


def trainer(folder: Path, script: str) -> Path:
    program = folder / "python"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(0o755)
    return program


def test_fingerprint_changes_when_training_data_change(root: Path) -> None:
    before = fingerprint(root)
    (root / "data" / "nlu" / "small.yml").write_text("nlu: [1]\n")

    assert fingerprint(root) != before


def test_fingerprint_stays_when_something_else_changes(root: Path) -> None:
    before = fingerprint(root)
    (root / "README.md").write_text("hello")

    assert fingerprint(root) == before


def test_a_model_is_trained_once_when_it_is_not_there(root: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    python = trainer(tmp_path, 'echo trained >> "$(dirname "$0")/log"; touch "$4/frontdesk.tar.gz"\n')

    first, second = ensure_model(root, home, python), ensure_model(root, home, python)

    assert first == second == model_path(root, home)
    assert (tmp_path / "log").read_text() == "trained\n"


def test_a_failed_training_says_what_the_trainer_said_last(root: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match="rules contradict"):
        ensure_model(root, tmp_path / "home", trainer(tmp_path, "echo rules contradict >&2; exit 1\n"))
