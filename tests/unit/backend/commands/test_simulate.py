"""`frontdesk simulate` where there is nothing to play."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from backend.cli import cli
from tests.unit.backend.simulation.made import booking, write


def test_file_of_another_form_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}", encoding="utf-8")

    told = CliRunner().invoke(cli, ["simulate", "--dialogues", str(file)])

    assert told.exit_code == 1
    assert "no list of dialogues" in told.output


def test_nothing_is_started_when_no_dialogue_can_be_played(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["simulate", "--dialogues", str(write(tmp_path, booking(replayable=False)))])

    assert told.exit_code == 1
    assert "no dialogue to play" in told.output
