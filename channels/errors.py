"""What can go wrong on a channel.

    ChannelError
    ├── Forged                  the webhook was not signed by the provider, or was altered
    ├── Malformed               the webhook is signed and makes no sense; `field` names the part
    └── SendError               a message was not sent, or nobody knows; `code` is the provider's
        ├── Unreachable         retryable: the provider was never reached
        ├── RateLimited         retryable: not processed, try again after `retry_after` seconds
        ├── Refused             retryable and loggable: our account or credentials, not the message
        ├── UnknownOutcome      not to be sent again before a look at the provider
        │   └── NoLookup        the provider cannot be asked, so nobody will ever know
        ├── Rejected            final: this message to this person cannot be sent
        │   ├── DeadAddress     nobody can ever be reached there this way: a landline, a number that does not exist
        │   └── WindowClosed    free text no longer; a template still may
        └── OptedOut            final: the person does not want to be written to

`retryable`: nothing was sent and the same call may work later. `loggable`: somebody who runs the clinic's
installation should see it. Messages carry codes, never addresses or bodies.
"""

from __future__ import annotations

from typing import ClassVar


class ChannelError(Exception):
    """Anything a channel refuses or cannot do."""


class Forged(ChannelError):
    """The webhook was not signed by the provider, or was altered on its way."""


class Malformed(ChannelError):
    """The webhook is genuine and makes no sense."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or makes no sense")
        self.field = field


class SendError(ChannelError):
    """A message was not sent, or nobody knows whether it was."""

    retryable: ClassVar[bool] = False
    loggable: ClassVar[bool] = True

    def __init__(self, code: str) -> None:
        super().__init__(f"{type(self).__name__} ({code})")
        self.code = code


class Unreachable(SendError):
    """The provider was never reached, so nothing was sent."""

    retryable = True


class RateLimited(SendError):
    """Too many requests; nothing was processed."""

    retryable = True
    loggable = False

    def __init__(self, code: str, retry_after: float) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Refused(SendError):
    """The provider does not take requests of our account: credentials, suspension, a wrong address."""

    retryable = True


class UnknownOutcome(SendError):
    """The request was made and no clear answer came back."""


class NoLookup(UnknownOutcome):
    """The provider cannot be asked what it took: waiting tells nobody more."""


class Rejected(SendError):
    """No message like that can be sent to that person, now or later."""


class DeadAddress(Rejected):
    """Nobody can ever be reached at that address over this channel."""


class WindowClosed(Rejected):
    """The person has not written for too long to be sent free text; an approved template may be."""


class OptedOut(SendError):
    """The person told the provider not to be written to."""

    loggable = False
