"""The addresses we make up, and what they tell when mail comes to them.

    reply+<thread>@domain       an answer in a conversation; the token is checked where conversations are kept
    unsubscribe+<thread>@domain no more mail, please (RFC 2369)
    bounce+<message>.<seal>@domain  the envelope sender of our mail: reports come back to it (RFC 5321, 4.4)
    postmaster@, abuse@         complaints (RFC 5965, RFC 2142)

A report may come from anybody. The seal is made from the message and the person's address with a key of ours, so a
report is believed only when it names a message we sent and the address we sent it to.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from channels.email.account import Account

type Kind = Literal["clinic", "reply", "unsubscribe", "bounce", "report"]

LONGEST_LOCAL_PART: Final = 64  # RFC 5321, 4.5.3.1.1
_TOKEN: Final = re.compile(r"[a-z0-9._=-]+\Z")
_SEALED: Final = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{20})\Z")
_MESSAGE_ID: Final = re.compile(r"<?([0-9a-f]{32}\.[0-9a-f]{20})@([^<>@\s]+)>?\Z")
_SEAL_LETTERS: Final = 20


@dataclass(frozen=True, slots=True)
class Place:
    """One of our addresses: what it is for, and the token in it."""

    kind: Kind
    token: str | None = None


@dataclass(frozen=True)
class Addresses:
    """Makes and reads the addresses of one account."""

    account: Account

    def reply_to(self, thread: str) -> str:
        """Where answers go; ValueError for a token that is no part of an address."""
        return self._made("reply", thread)

    def unsubscribe(self, thread: str) -> str:
        """Where "no more mail" goes; ValueError for a token that is no part of an address."""
        return self._made("unsubscribe", thread)

    def envelope_sender(self, message: str, recipient: str) -> str:
        """Where reports about one message to one person come back."""
        if not self.account.reply_domain:
            return self.account.address
        return self._made("bounce", self.sealed(message, recipient))

    def message_id(self, message: str, recipient: str) -> str:
        """The Message-ID of a message of ours; sent again it has the same one."""
        return f"<{self.sealed(message, recipient)}@{self.account.domain}>"

    def root(self, thread: str) -> str:
        """The message id that all mails of a conversation refer to, so that mail programs keep them together."""
        return f"<{hashlib.sha256(thread.encode()).hexdigest()[:24]}@{self.account.domain}>"

    def read(self, recipient: str) -> Place | None:
        """What an address of ours is for; None when it is not ours."""
        local, _, domain = recipient.strip().lower().rpartition("@")
        if f"{local}@{domain}" == self.account.address:
            return Place("clinic")
        if domain != self.account.reply_domain:
            return None
        if local in {"postmaster", "abuse"}:
            return Place("report")
        kind, plus, token = local.partition("+")
        for known in ("reply", "unsubscribe", "bounce"):
            if kind == known and plus and _TOKEN.match(token):
                return Place(known, token)
        return None

    def sealed(self, message: str, recipient: str) -> str:
        """A message's id and the proof that it was sent to that address."""
        said = f"{message}\n{recipient.lower()}".encode()
        return f"{message}.{hmac.digest(self.account.key, said, 'sha256').hex()[:_SEAL_LETTERS]}"

    def opened(self, token: str | None, recipients: Iterable[str]) -> tuple[str, str] | None:
        """The message of a sealed id and whichever of the addresses it was sent to; None unless one fits."""
        found = _SEALED.match(token or "")
        if not found:
            return None
        for recipient in recipients:
            if hmac.compare_digest(self.sealed(found[1], recipient), found[0]):
                return found[1], recipient.lower()
        return None

    def token_of(self, message_id: str) -> str | None:
        """The sealed id in a Message-ID of ours."""
        found = _MESSAGE_ID.match(message_id.strip())
        return found[1] if found and found[2].lower() == self.account.domain else None

    def _made(self, kind: str, token: str) -> str:
        local = f"{kind}+{token}"
        if not _TOKEN.match(token) or len(local) > LONGEST_LOCAL_PART:
            raise ValueError("a token in an address is short, lower case and plain")
        return f"{local}@{self.account.domain}"
