"""Mail from our own receiver: read by its channel, stored, and only then acknowledged."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.errors import FrontdeskError
from backend.services.reception import Reception
from channels.contracts import ContactUpdate
from channels.email.inbound import Mail, MailReader
from channels.email.receiver import Door, NotStored


@dataclass(frozen=True)
class Mailroom:
    """Keeps the mails that the receiver takes."""

    reader: MailReader
    reception: Reception

    @property
    def door(self) -> Door:
        """What the receiver is told."""
        return Door(self.reader.ours, self.keep)

    def keep(self, mail: Mail) -> None:
        """Store everything a mail says; raises NotStored, and Malformed when nobody could read it."""
        # What is news of an address goes first, as with webhooks.
        events = sorted(self.reader.read(mail), key=lambda event: not isinstance(event, ContactUpdate))
        try:
            for event in events:
                self.reception.take(event)
        except FrontdeskError as error:
            raise NotStored(error.code) from None
