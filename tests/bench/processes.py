"""Processor time and memory of the running product, by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil

ROLES = (
    ("bot.serve", "engine"),
    ("tests.bench.plain_engine", "engine"),
    ("tests.bench.stub_actions", "stub"),
    ("channels.sandbox", "carrier"),
    ("actions.serve", "actions"),
    ("backend serve", "web"),
    ("gunicorn", "web"),
    ("valkey", "valkey"),
    ("backend worker", "worker"),
    ("backend mail", "mail"),
    ("postgres", "postgres"),
    ("frontdesk up", "supervisor"),
)


def _role(process: psutil.Process) -> str:
    command = " ".join([process.name(), *process.cmdline()])
    return next((role for mark, role in ROLES if mark in command), process.name())


def product_processes(supervisor: int, home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Every process of the product with its role: the supervisor's descendants and the embedded stores of `home`."""
    parent = psutil.Process(supervisor)
    seen = {supervisor: parent} | {child.pid: child for child in parent.children(recursive=True)}
    for pid_file in home.rglob("postmaster.pid"):
        postmaster = psutil.Process(int(pid_file.read_text().split()[0]))
        seen |= {postmaster.pid: postmaster} | {child.pid: child for child in postmaster.children(recursive=True)}
    for process in psutil.process_iter():
        if "valkey" in process.name() and any(str(home) in part for part in process.cmdline()):
            seen[process.pid] = process
    for process in seen.values():
        try:
            role = _role(process)
        except psutil.NoSuchProcess:
            continue
        yield role, process


def cpu_seconds(supervisor: int, home: Path) -> Counter[str]:
    """Processor seconds (user and system) spent so far, by role; children that have ended count with their parent."""
    spent: Counter[str] = Counter()
    for role, process in product_processes(supervisor, home):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent[role] += times.user + times.system + times.children_user + times.children_system
    return spent


def memory_megabytes(supervisor: int, home: Path) -> Counter[str]:
    """Proportional set size in MB (10^6 bytes), by role: pages shared by several processes are counted once."""
    used: Counter[str] = Counter()
    for role, process in product_processes(supervisor, home):
        try:
            used[role] += process.memory_full_info().pss / 1e6
        except psutil.NoSuchProcess:
            continue
    return used
