"""Putting a message into the shape in which its channel takes it, at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from backend.domain.messaging.ports import Letterheads, Tokens
from backend.domain.messaging.records import Author, Conversation, Letter
from backend.domain.ports import Clock
from backend.services.contacts import UNSUBSCRIBE
from backend.services.pacing import SECOND, Pacing
from channels.contracts import Attachment, Capabilities, Channel, Choice, Outbound, OutboundMessage, Receipt, Template
from channels.errors import Refused, Rejected, SendError, Unreachable, WindowClosed

CHOICE: Final = "choice"
THREAD: Final = "thread"


@dataclass(frozen=True)
class Post:
    """The channels that messages leave by, by name; `public_url` is where people's links lead."""

    channels: Mapping[str, Channel]
    tokens: Tokens
    clock: Clock
    letterheads: Letterheads
    public_url: str
    pacing: Pacing

    def outbound(self, channel: str) -> Outbound:
        """The sending side of a channel; raises Rejected when this installation has no such channel (any more)."""
        if channel not in self.channels:
            raise Rejected("no_channel")
        return self.channels[channel].outbound

    def thread(self, place: Conversation) -> str:
        """What comes back in an answer from there."""
        return self.tokens.issue(THREAD, place.address_id)

    def outgoing(self, letter: Letter) -> OutboundMessage:
        """The message as its channel takes it; raises Rejected, and WindowClosed when no template helps."""
        able = self.outbound(letter.channel).capabilities
        enclosure = letter.enclosure if able.attachments else None
        message = OutboundMessage(
            id=letter.message.hex,
            recipient=letter.address.reveal(),
            body=fitting(letter.body.reveal(), able.longest),
            choices=self._choices(letter, able),
            locale=letter.locale,
            author=letter.author_name if letter.author is Author.STAFF else None,
            subject=letter.subject.reveal() if letter.subject else None,
            attachment=Attachment(enclosure.filename, enclosure.media_type, enclosure.content.encode())
            if enclosure
            else None,
            thread=self.tokens.issue(THREAD, letter.address_id),
            unsubscribe=f"{self.public_url}/unsubscribe/{self.tokens.issue(UNSUBSCRIBE, letter.address_id)}",
        )
        return self._templated(message, letter) if self._is_late(letter, able) else message

    def find(self, message: OutboundMessage, letter: Letter) -> Receipt | None:
        """The message at the provider when an earlier attempt got through, by either sender; raises SendError."""
        if letter.tried_at is None:
            return None
        second = self._second(letter.channel)
        found = self.outbound(letter.channel).find(message, letter.tried_at, letter.known)
        if found is None and second is not None:
            found = second.find(message, letter.tried_at, letter.known)
        return found

    def send(self, message: OutboundMessage, letter: Letter) -> Receipt:
        """Hand it over once; by a template when the provider says the window is closed. Raises SendError.

        By the second sender when the first is out of order or certainly did not take it; never when that is not clear.
        """
        name, second = letter.channel, self._second(letter.channel)
        if second is not None and self.pacing.sender(name).broken and not self.pacing.sender(name + SECOND).broken:
            return self._by(name + SECOND, second, message, letter)
        try:
            return self._by(name, self.outbound(name), message, letter)
        except (Unreachable, Refused):
            if second is None:
                raise
            return self._by(name + SECOND, second, message, letter)

    def sender(self, channel: str) -> str:
        """Which sender of a channel messages leave by at present."""
        broken = self.pacing.sender(channel).broken
        return channel + SECOND if broken and self._second(channel) is not None else channel

    def _second(self, channel: str) -> Outbound | None:
        return self.channels[channel].second if channel in self.channels else None

    def _by(self, sender: str, outbound: Outbound, message: OutboundMessage, letter: Letter) -> Receipt:
        try:
            receipt = self._handed_over(outbound, message, letter)
        except SendError as error:
            self.pacing.failed(sender, error)
            raise
        self.pacing.worked(sender)
        return receipt

    def _handed_over(self, outbound: Outbound, message: OutboundMessage, letter: Letter) -> Receipt:
        try:
            return outbound.send(message)
        except WindowClosed:
            if message.template is not None:
                raise
            return outbound.send(self._templated(message, letter))

    def _is_late(self, letter: Letter, able: Capabilities) -> bool:
        """Whether free text may no longer be sent there."""
        if able.window is None:
            return False
        return letter.last_inbound_at is None or self.clock.now() - letter.last_inbound_at >= able.window

    def _templated(self, message: OutboundMessage, letter: Letter) -> OutboundMessage:
        name = self.channels[letter.channel].template
        if name is None:
            raise WindowClosed("no_template")
        variables = (self.letterheads.letterhead().name, message.body)
        return replace(message, template=Template(name, variables), choices=())

    def _choices(self, letter: Letter, able: Capabilities) -> tuple[Choice, ...]:
        """Buttons where there is room for all of them; the text has the numbers anyway."""
        if not letter.buttons or len(letter.buttons) > able.choices:
            return ()
        return tuple(
            Choice(shortened(button.label.reveal(), able.label), self.tokens.issue(CHOICE, button.id))
            for button in letter.buttons
        )


def fitting(text: str, longest: int) -> str:
    """`text` cut at a word to what a channel carries in one message."""
    return text if len(text) <= longest else text[: longest - 4].rsplit(None, 1)[0] + " ..."


def shortened(label: str, longest: int) -> str:
    """A button's words, cut to what fits on it."""
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "\u2026"
