"""What booking leaves behind is removed once nobody can want it any more."""

from __future__ import annotations

from sqlalchemy import text

from tests.conftest import ApiClient, SettableClock
from tests.integration.small_clinic import SmallClinic


def count(small: SmallClinic) -> tuple[int, ...]:
    with small.frontdesk.database.engine.connect() as connection:
        return tuple(
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("slots", "offers", "idempotency")
        )


def test_expired_holds_and_old_offers_go_when_their_time_has_passed(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    small.book(api, small.patient(), "2026-12-01T10:00:00-05:00")
    conversation = small.conversation()
    assert api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit"}).status_code == 200
    assert count(small) == (4, 3, 2)
    assert small.frontdesk.tidy_up() == 0
    clock.advance(hours=2)
    assert small.frontdesk.tidy_up() == 3
    assert count(small) == (1, 3, 2)
    clock.advance(days=2)
    assert small.frontdesk.tidy_up() == 3
    with small.frontdesk.database.engine.begin() as connection:
        connection.execute(text("UPDATE idempotency SET created_at = now() - interval '31 days'"))
    assert small.frontdesk.tidy_up() == 2
    assert count(small) == (1, 0, 0)
