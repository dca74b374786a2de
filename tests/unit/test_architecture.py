"""The rules of the code base that no linter knows, checked over every module."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("actions", "backend", "bot", "channels", "deploy")
LONGEST = 400
# A rule gets time, chance and input handed in; these would let it fetch them.
IMPURE = {
    "asyncio",
    "http",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
    "urllib",
}
NOW = {"now", "today", "utcnow"}
# The places where a process reads its environment, once.
READS_ENVIRONMENT = {
    "actions/serve.py",
    "backend/environment.py",
    "bot/settings.py",
    "channels/sandbox/__main__.py",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", modules("backend/domain"), ids=named)
def test_domain_stays_pure_when_a_rule_is_added(module: Path) -> None:
    tree = ast.parse(module.read_text())
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            root = name.partition(".")[0]
            assert name.startswith("backend.domain") or root in sys.stdlib_module_names - IMPURE, name
        if isinstance(node, ast.Attribute):
            moment = isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
            assert not (moment and node.attr in NOW), f"line {node.lineno} asks for the time"


@pytest.mark.parametrize("module", modules(*PACKAGES), ids=named)
def test_module_fits_on_a_few_screens_when_it_grows(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= LONGEST
    assert module.stem not in VAGUE


@pytest.mark.parametrize("module", modules("actions", "backend", "bot", "channels"), ids=named)
def test_environment_is_read_in_one_place_when_a_module_wants_a_setting(module: Path) -> None:
    if named(module) in READS_ENVIRONMENT:
        return
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            assert node.attr not in {"environ", "getenv"}, f"line {node.lineno}"
