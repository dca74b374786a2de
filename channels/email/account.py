"""Whose mail it is: the relay that takes it, the sender, the domain that answers come to, and the keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr

CHANNEL = "email"
PROVIDER = "email"


@dataclass(frozen=True, slots=True)
class Account:
    """What the channel is told at the start.

    `smtp_url`: `smtp[s]://user:password@host:port`, by which mail leaves. `sender`: the clinic's address, with its
    name: `Harbor Clinic <desk@clinic.example>`. `reply_domain`: a domain of which every address reaches our receiver;
    without one nobody can answer. `key` signs what comes back in addresses and message ids; `webhook_secret` is
    shared with a relay that hands mail over by webhook.
    """

    smtp_url: str = field(repr=False)
    sender: str
    reply_domain: str | None
    key: bytes = field(repr=False)
    webhook_secret: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The clinic's name, as its mail shows it."""
        return parseaddr(self.sender)[0] or self.address

    @property
    def address(self) -> str:
        """The clinic's address, lower case."""
        return parseaddr(self.sender)[1].lower()

    @property
    def domain(self) -> str:
        """The domain of our message ids."""
        return self.reply_domain or self.address.rpartition("@")[2]
