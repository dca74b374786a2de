"""Everybody's mailboxes, in memory and bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import replace
from itertools import count, islice

from channels.sandbox.mail_messages import Post

MAILS_A_BOX = 200
BOXES = 2000


class MailBoxes:
    """Every mail, by mailbox. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._boxes: OrderedDict[str, deque[Post]] = OrderedDict()

    def next_id(self) -> int:
        """The number of a new mail."""
        return next(self._ids)

    def add(self, post: Post) -> None:
        """Keep a new mail."""
        with self._lock:
            self._boxes.setdefault(post.mailbox, deque(maxlen=MAILS_A_BOX)).append(post)
            self._boxes.move_to_end(post.mailbox)
            if len(self._boxes) > BOXES:
                self._boxes.popitem(last=False)

    def change(self, mailbox: str, id_: int, **changes: object) -> Post | None:
        """Replace fields of a mail; None when it has been forgotten meanwhile."""
        with self._lock:
            box = self._boxes.get(mailbox, deque())
            for place, post in enumerate(box):
                if post.id == id_:
                    box[place] = replace(post, **changes)  # type: ignore[arg-type]  # dataclass fields by name
                    return box[place]
        return None

    def find(self, mailbox: str, id_: int) -> Post | None:
        """One mail of a mailbox."""
        return next((post for post in self.mails(mailbox) if post.id == id_), None)

    def mails(self, mailbox: str) -> list[Post]:
        """Everything in a mailbox, oldest first."""
        with self._lock:
            return list(self._boxes.get(mailbox, ()))

    def names(self, limit: int = 100) -> list[str]:
        """The mailboxes used last, newest first."""
        with self._lock:
            return list(islice(reversed(self._boxes), limit))
