"""The widget that is committed is what its sources make, and is small enough to be loaded by any site."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

WEB = Path(__file__).parents[4] / "channels" / "web"
BUNDLE = WEB / "static" / "widget.js"
SOURCES = WEB / "widget"
LARGEST = 150_000


def test_bundle_fits_its_sources_when_one_was_changed() -> None:
    names = sorted([f"src/{path.name}" for path in (SOURCES / "src").iterdir()] + ["build.mjs", "package-lock.json"])
    hashed = hashlib.sha256()
    for name in names:
        hashed.update(name.encode() + b"\0" + (SOURCES / name).read_bytes() + b"\0")

    built = re.match(r"/\* Frontdesk chat. sources: ([0-9a-f]{64})\n", BUNDLE.read_text())

    assert built is not None
    assert built[1] == hashed.hexdigest(), "the widget's sources were changed: run `make widget`"


def test_bundle_is_small_when_it_is_packed() -> None:
    assert len(gzip.compress(BUNDLE.read_bytes(), 9)) <= LARGEST


def test_lock_names_no_registry_when_a_package_is_added() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text()
