"""Somebody with a telephone, a mailbox and a browser, who writes to the clinic on any of its channels.

What is done on the sandbox's telephones is done by its own interface; the browser is the chat API without a page
(test_widget.py has the page).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, override
from uuid import uuid4

from tests.e2e.product import ANSWER_SECONDS, Product, until

type Json = dict[str, Any]

CLINIC_MAIL: Final = "New appointment"


@dataclass(frozen=True)
class Said:
    """What the clinic said: its words, its buttons (label and token), and the file for a calendar that came with it."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    calendar: str | None = None

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [label for label, _ in self.buttons]


@dataclass
class Correspondent(ABC):
    """Somebody on one channel; `seen` is how much of what the clinic said was looked at."""

    product: Product
    seen: int = 0

    channel = ""
    has_buttons = True

    @abstractmethod
    def received(self) -> list[Said]:
        """What the clinic answered, oldest first."""

    @abstractmethod
    def write(self, text: str) -> None:
        """Write to the clinic and wait for nothing."""

    def press_token(self, token: str) -> None:
        """Press a button by its token and wait for nothing."""
        raise AssertionError(f"no buttons on {self.channel}")

    def listen(self, seconds: float = ANSWER_SECONDS) -> Said:
        """The next of the clinic's answers that was not looked at."""

        def look() -> Said | None:
            received = self.received()
            return received[self.seen] if len(received) > self.seen else None

        said = until(look, seconds, f"an answer on {self.channel}")
        self.seen += 1
        return said

    def say(self, text: str) -> Said:
        """Write something; what the clinic answers."""
        self.seen = len(self.received())
        self.write(text)
        return self.listen()

    def press(self, said: Said, number: int) -> Said:
        """Press the button for a number; what the clinic answers."""
        self.seen = len(self.received())
        self.press_token(said.buttons[number - 1][1])
        return self.listen()

    def choose(self, said: Said, number: int) -> Said:
        """Choose by the button, or where there are none by the number."""
        assert bool(said.buttons) is self.has_buttons, f"buttons on {self.channel}: {said}"
        return self.press(said, number) if said.buttons else self.say(str(number))

    def _get(self, path: str) -> list[Json]:
        answer = self.product.client.get(f"{self.product.carrier_url}/sandbox/{path}")
        answer.raise_for_status()
        messages: list[Json] = answer.json()["messages"]
        return [message for message in messages if message["direction"] != "inbound"]

    def _post(self, path: str, body: Json) -> Json:
        answer = self.product.client.post(f"{self.product.carrier_url}/sandbox/{path}", json=body)
        answer.raise_for_status()
        found: Json = answer.json()
        return found


@dataclass
class OnPhone(Correspondent):
    """By text; the address is the number."""

    number: str = ""

    channel = "sms"
    has_buttons = False

    @property
    def address(self) -> str:
        """Where the sandbox has the telephone."""
        return self.party

    @property
    def party(self) -> str:
        """Whom faults are ordered for."""
        return self.number

    @override
    def received(self) -> list[Said]:
        return [
            Said(one["body"], tuple((each["label"], each["payload"]) for each in one.get("buttons", ())))
            for one in self._get(f"handsets/{self.address}/messages")
            if one["status"] not in ("failed", "undelivered")
        ]

    @override
    def write(self, text: str) -> None:
        self._post(f"handsets/{self.address}/messages", {"text": text})

    @override
    def press_token(self, token: str) -> None:
        self._post(f"handsets/{self.address}/messages", {"press": token})

    def change(self, **state: bool) -> None:
        """Change how the telephone is."""
        self._post(f"handsets/{self.address}/state", dict(state))


@dataclass
class OnWhatsApp(OnPhone):
    """By WhatsApp, on the same telephone."""

    channel = "whatsapp"
    has_buttons = True

    @property
    @override
    def party(self) -> str:
        return f"whatsapp:{self.number}"


@dataclass
class OnTelegram(OnPhone):
    """In a chat with the bot."""

    channel = "telegram"
    has_buttons = True

    @property
    @override
    def address(self) -> str:
        return f"{self.number}/telegram"

    @property
    @override
    def party(self) -> str:
        return f"telegram:{self.number}"

    def start(self, link: str = "", language: str = "en") -> Said:
        """Tap on "Start", as whoever follows a link does; what the clinic answers."""
        self.seen = len(self.received())
        self._post(f"handsets/{self.address}/messages", {"text": f"/start {link}".strip(), "language": language})
        return self.listen()


@dataclass
class ByMail(Correspondent):
    """By mail; answers quote what they answer."""

    mailbox: str = ""
    subject: str = CLINIC_MAIL

    channel = "email"
    has_buttons = False

    def mails(self) -> list[Json]:
        """The clinic's mails, oldest first."""
        return self._get(f"mailboxes/{self.mailbox}/mails")

    @override
    def received(self) -> list[Said]:
        return [Said(one["body"]) for one in self.mails() if one["ics"] is None]

    def invitations(self) -> list[Said]:
        """The mails with a file for a calendar, oldest first."""
        return [Said(one["body"], calendar=one["ics"]) for one in self.mails() if one["ics"] is not None]

    @override
    def write(self, text: str) -> None:
        mails = self.mails()
        last = {"answers": mails[-1]["mail_id"]} if mails else {"subject": self.subject}
        self._post(f"mailboxes/{self.mailbox}/mails", {"text": text, **last})


@dataclass
class InBrowser(Correspondent):
    """In the chat of the clinic's site; a link is used when the chat begins."""

    link: str | None = None
    token: str = field(init=False)

    channel = "web"

    def __post_init__(self) -> None:
        """Begin a chat."""
        begun = self.product.client.post(self._at("sessions"), json={"link": self.link} if self.link else {})
        begun.raise_for_status()
        self.token = begun.json()["token"]

    @override
    def received(self) -> list[Said]:
        answer = self.product.client.get(self._at("messages"), headers=self._headers())
        answer.raise_for_status()
        return [
            Said(one["text"], tuple((each["label"], each["token"]) for each in one.get("choices", ())))
            for one in answer.json()["messages"]
            if one["author"] != "patient"
        ]

    @override
    def write(self, text: str) -> None:
        self._say({"text": text})

    @override
    def press_token(self, token: str) -> None:
        self._say({"choice": token})

    def _say(self, what: Json) -> None:
        body = {"client_id": str(uuid4()), **what}

        def post() -> int | None:
            answer = self.product.client.post(self._at("messages"), json=body, headers=self._headers())
            # Nobody types that fast; the widget waits as well when it is told to.
            return answer.status_code if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS else None

        assert until(post, ANSWER_SECONDS, "room for a message") == HTTPStatus.ACCEPTED

    def _at(self, what: str) -> str:
        return f"{self.product.url}/chat/v1/{what}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
