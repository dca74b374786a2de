"""What the product keeps in memory when nobody texts."""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.processes import memory_megabytes
from tests.bench.running import Bench

SERVICES_MB = 400.0
ENGINE_MB = 1300.0


def measure(bench: Bench) -> list[Figure]:
    """Proportional set sizes: everything of ours together, and Rasa alone."""
    assert bench.product.process is not None
    used = memory_megabytes(bench.product.process.pid, bench.product.home)
    engine = used.pop("engine")
    carrier = used.pop("carrier", 0.0)
    ours = sum(used.values())
    parts = ", ".join(f"{role} {size:.0f}" for role, size in used.most_common())
    return [
        Figure(
            name=f"service processes idle ({parts}; sandbox carrier {carrier:.0f} beside)",
            value=ours,
            unit="MB",
            goal=f"under {SERVICES_MB:.0f} MB",
            reached=ours < SERVICES_MB,
            baseline=engine,
            baseline_is="Rasa",
            ratio=ours / engine,
        ),
        Figure(name="Rasa", value=engine, unit="MB", goal=f"under {ENGINE_MB:.0f} MB", reached=engine < ENGINE_MB),
    ]
