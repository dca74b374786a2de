"""Two slow spots of Rasa 3.6.21, made fast.

A turn spends most of its time re-building the JSON schema of the action server's answer, and walking all event
classes for every event it reads back. Both are done once here. Each patch names the source it replaces by hash and
refuses to start on another, so a changed Rasa is noticed and not silently broken.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import Event

EXPECTED = {
    "RemoteAction._validate_action_result": "f8cdb4be68123961",
    "RemoteAction.action_response_format_spec": "091b74aa3738d126",
    "Event.resolve_by_type": "b5cf570fa7f286c7",
}


class RasaChanged(RuntimeError):
    """Rasa's source under a patch is not the one the patch was written for."""


def sources() -> dict[str, Callable[..., Any]]:
    """Return the functions the patches rest on, as Rasa ships them."""
    return {
        "RemoteAction._validate_action_result": RemoteAction._validate_action_result,  # noqa: SLF001
        "RemoteAction.action_response_format_spec": RemoteAction.action_response_format_spec,
        "Event.resolve_by_type": Event.resolve_by_type,
    }


def source_hash(function: Callable[..., Any]) -> str:
    """Return a short hash of a function's source text; one without source is never the one expected."""
    try:
        text = inspect.getsource(function)
    except OSError:
        return "no source"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_sources() -> None:
    """Raise RasaChanged if a function under a patch differs from the one the patch replaces."""
    changed = [name for name, function in sources().items() if source_hash(function) != EXPECTED[name]]
    if changed:
        raise RasaChanged("Rasa changed under the patches of bot/patches.py: " + ", ".join(changed))


def apply() -> None:
    """Make both spots fast in this process; safe to call twice."""
    if getattr(RemoteAction, "frontdesk_patched", False):
        return
    check_sources()
    _compile_answer_schema()
    _cache_event_types()
    RemoteAction.frontdesk_patched = True


def use_the_store_itself(agent: Agent) -> None:
    """Take Rasa's fail-safe wrapper off the tracker store.

    The wrapper answers a lost Redis with an empty conversation and keeps the next turns in memory: the patient's
    form would be forgotten without anybody noticing. Without it the turn fails and is tried again.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store  # noqa: SLF001
        agent.tracker_store = store
        if agent.processor is not None:
            agent.processor.tracker_store = store


def _compile_answer_schema() -> None:
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
        if not validator.is_valid(result):
            # jsonschema's own message quotes the answer, and the answer quotes the patient.
            raise jsonschema.ValidationError("The action server's answer does not have the agreed shape.")
        return True

    RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001


def _cache_event_types() -> None:
    resolve = Event.resolve_by_type
    known: dict[str, Any] = {}

    def resolve_by_type(type_name: str, default: Any = None) -> Any:
        found = known.get(type_name)
        if found is None:
            found = resolve(type_name, default)
            if found is not None and found is not default:
                known[type_name] = found
        return found

    Event.resolve_by_type = staticmethod(resolve_by_type)
