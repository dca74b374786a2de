"""The patches of Rasa: they fit the Rasa we install, and they refuse another."""

from __future__ import annotations

import json

from tests.integration.bot.in_engine import in_engine


def test_patches_apply_when_rasa_is_the_one_they_were_written_for() -> None:
    told = in_engine("""
import json
from bot import patches
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered
patches.check_sources()
patches.apply(); patches.apply()
action = RemoteAction("action_x", None)
good = action._validate_action_result({"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []})
try:
    action._validate_action_result({"events": [{"event": "slot"}], "responses": "secret"})
    bad = None
except Exception as error:
    bad = [type(error).__name__, str(error)]
print(json.dumps([good, bad, Event.resolve_by_type("slot") is SlotSet, Event.resolve_by_type("user") is UserUttered]))
""")
    good, bad, slot, user = json.loads(told)

    assert good
    assert slot
    assert user
    assert bad[0] == "ValidationError"
    assert "secret" not in bad[1]


def test_patches_refuse_when_rasa_changed_under_them() -> None:
    told = in_engine("""
from bot import patches
from rasa.shared.core.events import Event
Event.resolve_by_type = staticmethod(lambda type_name, default=None: default)
try:
    patches.apply()
except patches.RasaChanged as error:
    print(error)
""")

    assert "Event.resolve_by_type" in told


def test_an_answer_is_read_much_faster_with_the_patches() -> None:
    told = in_engine("""
import json, time
from bot import patches
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
answer = {"events": [{"event": "slot", "name": f"s{n}", "value": n} for n in range(20)], "responses": []}
action = RemoteAction("action_x", None)
def cost():
    best = 9.0
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(10):
            action._validate_action_result(answer)
            [Event.resolve_by_type("slot") for _ in answer["events"]]
        best = min(best, time.perf_counter() - start)
    return best
plain = cost()
patches.apply()
print(json.dumps([plain, cost()]))
""")
    plain, patched = json.loads(told)

    assert patched < plain / 2, f"{plain * 100:.1f} ms a turn without, {patched * 100:.1f} ms with the patches"
