"""Asking for a person, within somebody else's transaction."""

from __future__ import annotations

from datetime import datetime

from backend.domain.handoff.machine import ConversationState, Reason, Step, priority, step
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.records import Conversation, Handoff


def ask_for_a_person(
    transaction: MessagingTransaction,
    conversation: Conversation,
    reason: Reason,
    *,
    actor: str,
    at: datetime,
    note: str | None = None,
) -> Handoff:
    """Open a handoff, or make the open one as urgent as this, and have the person wait for staff.

    `conversation` must be locked. Staff who hold it keep it and see the event.
    """
    handoff = alert_staff(transaction, conversation, reason, actor=actor, at=at, note=note)
    state = step(conversation.state, Step.REQUEST)
    if state is not conversation.state:
        transaction.conversations.set_state(conversation.id, state, None)
    return handoff


def alert_staff(
    transaction: MessagingTransaction,
    conversation: Conversation,
    reason: Reason,
    *,
    actor: str,
    at: datetime,
    note: str | None = None,
) -> Handoff:
    """Open a handoff, or make the open one as urgent as this, while whoever answers goes on answering.

    `conversation` must be locked.
    """
    if conversation.state is ConversationState.RESOLVED:
        transaction.conversations.set_state(conversation.id, step(conversation.state, Step.GIVE_BACK), None)
    urgency = priority(reason)
    found = transaction.handoffs.open_of(conversation.id)
    if found is None:
        found = transaction.handoffs.add(conversation, reason, urgency, note, at)
    else:
        transaction.handoffs.set_urgency(found.id, reason, urgency)
    transaction.handoffs.add_event(found.id, Step.REQUEST, actor, reason, at)
    return transaction.handoffs.get(found.id)
