"""The one tree of errors that a rule or a use case may raise.

    FrontdeskError
    ├── InvalidRequest          invalid_request      what was asked makes no sense; `field` names the part
    ├── NotFound                not_found            missing, or hidden from whoever asks: both look the same
    │   └── UnknownOffer        unknown_offer        no open offer has that number or token
    ├── Conflict                conflict             the world changed under the request
    │   ├── SlotTaken           slot_taken           somebody else has that time
    │   ├── PatientBusy         patient_busy         the patient is already somewhere else at that time
    │   ├── OfferExpired        offer_expired        the offer was not taken up in time
    │   ├── AmbiguousChoice     ambiguous_choice     more than one open offer fits
    │   ├── IdempotencyMismatch idempotency_mismatch the key was used before for another request
    │   └── IllegalTransition   illegal_transition   the state machine has no such step
    ├── PolicyRefusal           policy_refusal       the clinic's rules say no
    │   ├── OutsideHours        outside_hours        nobody works then
    │   ├── TooSoon             too_soon             under the minimum notice, or past
    │   ├── TooFar              too_far              beyond the booking horizon
    │   ├── TooLateToCancel     too_late_to_cancel   under the cut-off; a person has to decide
    │   └── NotOffered          not_offered          that practitioner or location does not offer the service
    ├── Unauthorized            unauthorized         no valid credential
    ├── Unavailable             unavailable          something we depend on is away; try again
    │   └── Contended           unavailable          others were in the way for a moment; commands try again themselves
    └── Tampered                tampered             stored ciphertext does not belong where it was found

`code` is stable: scripts and the dialogue rely on it. Messages never carry patient data.
"""

from __future__ import annotations


class FrontdeskError(Exception):
    """Anything the product refuses or cannot do, with a stable code and words without patient data."""

    code = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidRequest(FrontdeskError):
    """What was asked makes no sense; `field` names the part."""

    code = "invalid_request"


class NotFound(FrontdeskError):
    """Missing, or hidden from whoever asks."""

    code = "not_found"


class UnknownOffer(NotFound):
    """No open offer of this conversation has that number or token."""

    code = "unknown_offer"


class Conflict(FrontdeskError):
    """The world changed under the request."""

    code = "conflict"


class SlotTaken(Conflict):
    """Somebody else has that time."""

    code = "slot_taken"


class PatientBusy(Conflict):
    """The patient is already somewhere else at that time."""

    code = "patient_busy"


class OfferExpired(Conflict):
    """The offer was not taken up in time."""

    code = "offer_expired"


class AmbiguousChoice(Conflict):
    """More than one open offer fits what was said."""

    code = "ambiguous_choice"


class IdempotencyMismatch(Conflict):
    """The idempotency key was used before for a different request."""

    code = "idempotency_mismatch"


class IllegalTransition(Conflict):
    """The state machine has no such step from here."""

    code = "illegal_transition"


class PolicyRefusal(FrontdeskError):
    """The clinic's rules say no."""

    code = "policy_refusal"


class OutsideHours(PolicyRefusal):
    """Nobody works at that time."""

    code = "outside_hours"


class TooSoon(PolicyRefusal):
    """Under the minimum notice, or in the past."""

    code = "too_soon"


class TooFar(PolicyRefusal):
    """Beyond the booking horizon."""

    code = "too_far"


class TooLateToCancel(PolicyRefusal):
    """Under the cancellation cut-off; a person has to decide."""

    code = "too_late_to_cancel"


class NotOffered(PolicyRefusal):
    """That practitioner or location does not offer the service."""

    code = "not_offered"


class Unauthorized(FrontdeskError):
    """No valid credential."""

    code = "unauthorized"


class Unavailable(FrontdeskError):
    """Something the product depends on is away; the caller may try again."""

    code = "unavailable"


class Contended(Unavailable):
    """Others were in the way for a moment (a deadlock was resolved against us, or a hold just went)."""


class Tampered(FrontdeskError):
    """Stored ciphertext does not belong where it was found, or was altered."""

    code = "tampered"
