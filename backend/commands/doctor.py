"""`frontdesk doctor`."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator

import click

from backend.diagnosis import machine, services
from backend.diagnosis.finding import Finding
from backend.environment import settings
from backend.settings import Settings, SettingsError

SIGNS = {"ok": "ok     ", "warning": "warning", "wrong": "WRONG  "}


@click.command(epilog="Example: frontdesk doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(*, as_json: bool) -> None:
    """Check this installation and say what is wrong and what to do. Exit code 1 when something is wrong."""
    findings: list[Finding] = []
    for finding in _examine():
        findings.append(finding)
        if not as_json:
            _show(finding)
    wrong = sum(finding.state == "wrong" for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": not wrong, "findings": [dataclasses.asdict(finding) for finding in findings]}))
    else:
        click.echo(f"\n{wrong} wrong." if wrong else "\nNothing is wrong.")
    sys.exit(1 if wrong else 0)


def _examine() -> Iterator[Finding]:
    try:
        found: Settings = settings()
    except SettingsError as error:
        yield Finding("settings", "wrong", str(error), "Set it and run this again; the rest depends on it.")
        return
    yield Finding("settings", "ok", f"{found.environment}, state in {found.home}")
    yield from machine.examine(found)
    yield from services.examine(found)


def _show(finding: Finding) -> None:
    colour = {"ok": "green", "warning": "yellow", "wrong": "red"}[finding.state]
    click.echo(f"{click.style(SIGNS[finding.state], fg=colour)}  {finding.name}: {finding.found}")
    if finding.remedy:
        click.echo(f"         {finding.remedy}")
