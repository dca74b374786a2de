"""The documents speak of things that exist."""

import re
from pathlib import Path

import click
import pytest

from backend.cli import cli
from backend.domain.reminders.plan import Skip

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PATH = re.compile(r"`((?:actions|backend|bot|channels|data|deploy|docs|requirements|tests)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
COMMAND = re.compile(r"`(?:\.venv/bin/)?frontdesk ([a-z]+)")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_places_exist_when_a_document_names_them(document: Path) -> None:
    text = document.read_text()
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_exist_when_a_document_names_them(document: Path) -> None:
    assert set(COMMAND.findall(document.read_text())) <= set(cli.list_commands(click.Context(cli)))


def test_decisions_are_listed_when_one_is_added() -> None:
    index = (ROOT / "docs/adr/README.md").read_text()
    assert [path.name for path in sorted((ROOT / "docs/adr").glob("0*.md")) if path.name not in index] == []


def test_settings_are_explained_when_one_is_added() -> None:
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', (ROOT / "backend/settings.py").read_text()))
    explained = (ROOT / "docs/operator.md").read_text()
    assert {name for name in read if f"`{name}`" not in explained} == set()


def test_reasons_are_explained_when_one_is_added() -> None:
    explained = (ROOT / "docs/reminders.md").read_text()
    assert {reason for reason in Skip if f"`{reason}`" not in explained} == set()
