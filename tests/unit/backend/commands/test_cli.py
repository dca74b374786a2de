"""The command line as a person meets it first: help, examples, refusals."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from backend.cli import Commands, cli

HEAVY = ("sqlalchemy", "flask", "psycopg", "twilio", "rq", "dateparser")


def every_command() -> list[tuple[str, ...]]:
    group = Commands(name="frontdesk")
    context = click.Context(group)
    found: list[tuple[str, ...]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_shows_an_example_when_asked(words: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(cli, [*words, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Example" in answer.output


def test_help_imports_nothing_heavy_when_asked() -> None:
    question = (
        "import sys; from backend.cli import cli; cli(['--help'], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"FRONTDESK_PORT": "x"}, "set it to a number from 1024 to 65000"),
        ({"FRONTDESK_ENV": "production"}, "production refuses to start without it"),
        ({"FRONTDESK_HOME": "/proc/frontdesk"}, "set FRONTDESK_HOME to a folder you may write to"),
    ],
)
def test_start_refuses_in_one_sentence_when_a_setting_is_wrong(
    environ: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    known = {"PATH": "/usr/bin:/bin", "FRONTDESK_HOME": str(tmp_path)} | environ
    answer = subprocess.run(
        [sys.executable, "-m", "backend", "up"], capture_output=True, text=True, check=False, env=known, cwd=tmp_path
    )
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert sentence in answer.stderr
