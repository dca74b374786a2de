"""The tracker store: Redis, encrypted, gone after an hour.

A tracker holds what the patient said. Redis sees the conversation's opaque id and ciphertext, nothing else.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import redis.asyncio
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker, get_trackers_for_conversation_sessions

NONCE_BYTES = 12
KEY_BYTES = 32
KEY_PREFIX = "frontdesk:tracker:"
ONE_HOUR = 3600
ANSWER_WITHIN = 2.0
REMEMBERED = 256


class TrackerKeyInvalid(ValueError):
    """FRONTDESK_TRACKER_KEY is not 32 bytes in base64."""


class Seal:
    """AES-256-GCM bound to the conversation: a tracker moved to another conversation's key does not open."""

    def __init__(self, key: str) -> None:
        try:
            raw = base64.b64decode(key, validate=True)
        except (binascii.Error, ValueError) as error:
            raise TrackerKeyInvalid("FRONTDESK_TRACKER_KEY must be base64.") from error
        if len(raw) != KEY_BYTES:
            raise TrackerKeyInvalid("FRONTDESK_TRACKER_KEY must be 32 bytes in base64.")
        self._cipher = AESGCM(raw)

    def close(self, plain: str, conversation: str) -> bytes:
        """Encrypt a tracker for its conversation."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain.encode(), (KEY_PREFIX + conversation).encode())

    def open(self, sealed: bytes, conversation: str) -> str:
        """Decrypt a tracker; raise InvalidTag if it is not this conversation's, or was altered."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, body, (KEY_PREFIX + conversation).encode()).decode()


class EncryptedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keep trackers in Redis, sealed, for an hour after the last turn."""

    def __init__(
        self,
        domain: Domain | None,
        host: str,
        key: str,
        event_broker: EventBroker | None = None,
        ttl_seconds: int = ONE_HOUR,
        **kwargs: Any,
    ) -> None:
        self._seal = Seal(key)
        self._ttl = ttl_seconds
        self._redis = redis.asyncio.from_url(
            host, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=ANSWER_WITHIN, health_check_interval=30
        )
        # What was saved last, to be looked at without reading it in again: conversation -> sealed, as saved.
        self._saved: OrderedDict[str, tuple[bytes, DialogueStateTracker]] = OrderedDict()
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker and let it live for another hour."""
        sealed = self._seal.close(self.serialise_tracker(tracker), tracker.sender_id)
        await self._redis.set(KEY_PREFIX + tracker.sender_id, sealed, ex=self._ttl)
        self._saved[tracker.sender_id] = (sealed, tracker)
        self._saved.move_to_end(tracker.sender_id)
        while len(self._saved) > REMEMBERED:
            self._saved.popitem(last=False)

    async def look(self, conversation_id: str) -> tuple[bytes | None, DialogueStateTracker | None]:
        """Return the sealed tracker as it is kept now and what it says, not to be changed; None twice if none is kept.

        Reading a tracker in plays all its events again; what this process saved itself, Redis only has to confirm.
        """
        sealed = await self.snapshot(conversation_id)
        if sealed is None:
            return None, None
        saved = self._saved.get(conversation_id)
        if saved is not None and saved[0] == sealed:
            return sealed, saved[1]
        return sealed, await self.retrieve(conversation_id)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the events since the last session start, or None for a conversation that is not kept."""
        tracker = await self.retrieve_full_tracker(sender_id)
        if tracker is None or _sessions(tracker) < 2:
            return tracker
        sessions = get_trackers_for_conversation_sessions(tracker)
        return sessions[-1]

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return all events that are kept of a conversation, or None."""
        sealed = await self.snapshot(conversation_id)
        if sealed is None:
            return None
        try:
            plain = self._seal.open(sealed, conversation_id)
        except InvalidTag:
            # Written under another key (the master key was rotated) or altered: start afresh, never guess.
            return None
        return self.deserialise_tracker(conversation_id, plain)

    async def snapshot(self, conversation_id: str) -> bytes | None:
        """Return the sealed tracker as it is kept now, to be given back to `restore` if a turn fails."""
        kept = await self._redis.get(KEY_PREFIX + conversation_id)
        return kept.encode() if isinstance(kept, str) else kept

    async def restore(self, conversation_id: str, snapshot: bytes | None) -> None:
        """Put a conversation back to what `snapshot` returned."""
        if snapshot is None:
            await self._redis.delete(KEY_PREFIX + conversation_id)
        else:
            await self._redis.set(KEY_PREFIX + conversation_id, snapshot, ex=self._ttl)

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations that are kept."""
        return [name.decode().removeprefix(KEY_PREFIX) async for name in self._redis.scan_iter(KEY_PREFIX + "*")]


def _sessions(tracker: DialogueStateTracker) -> int:
    """Count the sessions in a tracker; cutting it apart to see costs as much as reading it in."""
    return sum(
        isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME for event in tracker.events
    )
