"""`frontdesk when`: JSON lines in and out."""

from __future__ import annotations

import json

from click.testing import CliRunner

from backend.commands.when import command


def run(*rows: object, options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    result = CliRunner().invoke(command, options, input="".join(f"{json.dumps(row)}\n" for row in rows))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_one_line_is_written_when_one_is_read() -> None:
    rows = [
        {"id": "a", "text": "tmr after 3", "reference": "2026-11-24T10:00:00"},
        {"id": "b", "text": "hello", "reference": "2026-11-24T10:00:00"},
        {"id": "c", "text": "not monday, friday", "reference": "2026-11-24T10:00:00"},
    ]
    assert run(*rows) == [
        {"id": "a", "start": "2026-11-25T15:00:00", "end": None, "open": "after"},
        {"id": "b", "start": None, "end": None, "open": None},
        {"id": "c", "start": "2026-11-27T00:00:00", "end": "2026-11-28T00:00:00", "open": None},
    ]


def test_every_moment_is_written_when_all_are_asked_for() -> None:
    row = {"id": 1, "text": "thurs or the 3rd at 8", "reference": "2026-11-24T10:00:00-05:00"}
    (answer,) = run(row, options=("--all", "--zone", "America/New_York"))
    moments = answer["moments"]
    assert isinstance(moments, list)
    assert [moment["ambiguous"] for moment in moments] == [["am_pm"], ["am_pm"]]


def test_spanish_is_read_when_the_option_or_the_row_says_so() -> None:
    row = {"id": 1, "text": "once", "reference": "2026-11-24T10:00:00"}
    eleven = {"id": 1, "start": "2026-11-24T11:00:00", "end": None, "open": None}
    assert run(row, options=("--language", "es")) == [eleven]
    assert run({**row, "language": "es"}) == [eleven]
    assert run(row)[0]["start"] is None


def test_line_is_named_when_its_language_is_unknown() -> None:
    row = {"id": 1, "text": "tomorrow", "reference": "2026-11-24T10:00:00", "language": "xx"}
    result = CliRunner().invoke(command, input=json.dumps(row))
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_line_is_named_when_it_is_no_case() -> None:
    result = CliRunner().invoke(command, input='{"id": 1}\n')
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_example_is_shown_when_help_is_asked_for() -> None:
    assert "frontdesk when" in CliRunner().invoke(command, ["--help"]).output
