from __future__ import annotations

import pytest

from channels.sandbox.segments import segments_of


@pytest.mark.parametrize(
    ("body", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        ("a" * 152 + "€" * 77, "GSM-7", 306, 3),  # the escape does not fit into the last place of a segment
        ("it’s", "UCS-2", 4, 1),
        ("ü" * 160, "GSM-7", 160, 1),
        ("مرحبا", "UCS-2", 5, 1),
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),  # 33 pairs fit into 67 units
        ("a" * 1600, "GSM-7", 1600, 11),
    ],
)
def test_segments_are_counted_as_carriers_do_when_body_is(body: str, encoding: str, units: int, count: int) -> None:
    found = segments_of(body)

    assert (found.encoding, found.units, found.count) == (encoding, units, count)
