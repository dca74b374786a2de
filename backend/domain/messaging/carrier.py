"""A carrier takes CANCEL for an end to all messages, and a patient of a clinic means an appointment by it.

The carrier cannot be overruled: nothing more may go to that number, and the one confirmation is its own. So the opt-out
is kept as any other, and beside it:

- staff are asked to see to the appointment, which stays as it is (Reason.OPTED_OUT, with NOTE);
- the patient is told once how to call an appointment off: at once at another of their addresses, if there is one, and
  else when they opt in again.

It shows in two ways: the provider says with the message that it took it for an opt-out (keyword STOP), or says nothing
and refuses the answer (21610).
"""

from __future__ import annotations

import re
from typing import Final

from backend.domain.messaging.consent import Consent, consent

NOTE: Final = "CANCEL ended the messages; an appointment may be meant"
"""What staff read beside the conversation."""

_TAKEN: Final = frozenset({"cancel"})
"""What carriers take for an opt-out by default when it is the whole message, and consent.py does not."""


def took_for_opt_out(words: str) -> bool:
    """Whether a carrier that now refuses to carry messages does so over these words, said about an appointment.

    `words` are the last the person wrote before the refusal.
    """
    return re.sub(r"[\W_]+", "", words).lower() in _TAKEN


def misread(words: str, keyword: str | None) -> bool:
    """Whether a message that the provider itself took for an opt-out (`keyword` is "stop") was none."""
    return keyword == "stop" and consent(words) is not Consent.OPT_OUT


def may_mean_an_appointment(words: str | None) -> bool:
    """Whether an opt-out that is kept with these words was a carrier's misreading; asked when the person comes back."""
    return bool(words) and consent(words or "") is not Consent.OPT_OUT
