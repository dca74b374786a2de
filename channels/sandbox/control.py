"""Ordering faults: GET, POST and DELETE /sandbox/faults.

``POST {"kind": "callbacks_twice", "handset": "+1…"|null, "times": 1|null, "seconds": 2, "error_code": 30006}``: only
``kind`` is required (``faults.FaultKind`` lists them); ``times: null`` keeps the fault until it is withdrawn.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.carrier import Carrier
from channels.sandbox.faults import Fault, FaultKind
from channels.sandbox.mail_messages import MAILBOX
from channels.sandbox.numbers import TELEGRAM, is_address


class BadOrder(ValueError):
    """A fault that cannot be ordered; ``field`` is what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def control_blueprint(carrier: Carrier) -> Blueprint:
    """The routes under /sandbox/faults."""
    control = Blueprint("control", __name__, url_prefix="/sandbox/faults")

    @control.errorhandler(BadOrder)
    def refuse(error: BadOrder) -> tuple[Response, int]:
        return jsonify({"field": error.field, "message": str(error)}), 400

    @control.get("")
    def list_faults() -> Response:
        return jsonify({"faults": [fault.view() for fault in carrier.faults.in_force()]})

    @control.post("")
    def order_fault() -> tuple[Response, int]:
        return jsonify(_order(carrier, request.get_json(silent=True)).view()), 201

    @control.delete("")
    def withdraw_all() -> Response:
        return jsonify({"withdrawn": carrier.faults.withdraw()})

    @control.delete("/<int:fault_id>")
    def withdraw(fault_id: int) -> tuple[Response, int]:
        withdrawn = carrier.faults.withdraw(fault_id)
        return jsonify({"withdrawn": withdrawn}), 200 if withdrawn else 404

    return control


def _order(carrier: Carrier, given: object) -> Fault:
    if not isinstance(given, dict):
        raise BadOrder("kind", "Send a JSON object.")
    unknown = set(given) - {"kind", "handset", "times", "seconds", "error_code"}
    if unknown:
        raise BadOrder(min(unknown), "There is no such field.")
    kind, handset = given.get("kind"), given.get("handset")
    times, seconds, error_code = (given.get("times", 1), given.get("seconds"), given.get("error_code", 30003))
    if kind not in list(FaultKind):
        raise BadOrder("kind", f"One of: {', '.join(FaultKind)}.")
    if handset is not None and not (isinstance(handset, str) and _is_known(handset)):
        raise BadOrder(
            "handset", "An address such as +16175550142, whatsapp:+16175550142 or ana@example.org, or null for all."
        )
    if times is not None and not (_is_number(times) and float(times).is_integer() and times >= 1):
        raise BadOrder("times", "At least 1, or null for always.")
    if seconds is not None and not (_is_number(seconds) and 0 <= seconds <= 600):
        raise BadOrder("seconds", "Between 0 and 600.")
    if not (_is_number(error_code) and 10_000 <= error_code <= 99_999):
        raise BadOrder("error_code", "One of Twilio's codes, such as 30003.")
    return carrier.faults.order(
        FaultKind(kind),
        handset=handset,
        times=None if times is None else int(times),
        seconds=None if seconds is None else float(seconds),
        error_code=int(error_code),
    )


def _is_known(address: str) -> bool:
    return is_address(address.removeprefix(TELEGRAM)) or MAILBOX.fullmatch(address) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
