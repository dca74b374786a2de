"""Identifiers: what names a row, inside and outside the product.

Configuration of the clinic (locations, practitioners, services) has small integers inside and readable
slugs outside. Everything else has a UUID, version 7 so that rows made together lie together, which is
known before the row is written because it is part of what the row's ciphertexts are bound to.
"""

from __future__ import annotations

from typing import NewType
from uuid import UUID

LocationId = NewType("LocationId", int)
PractitionerId = NewType("PractitionerId", int)
ServiceId = NewType("ServiceId", int)

KeyId = NewType("KeyId", UUID)
PatientId = NewType("PatientId", UUID)
ContactPointId = NewType("ContactPointId", UUID)
AppointmentId = NewType("AppointmentId", UUID)
SlotId = NewType("SlotId", UUID)
OfferId = NewType("OfferId", UUID)
ConversationId = NewType("ConversationId", UUID)
AddressId = NewType("AddressId", UUID)
ChoiceId = NewType("ChoiceId", UUID)
LinkId = NewType("LinkId", UUID)
MessageId = NewType("MessageId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
HandoffId = NewType("HandoffId", UUID)
NotificationId = NewType("NotificationId", UUID)
CampaignId = NewType("CampaignId", UUID)
TargetId = NewType("TargetId", UUID)
EntryId = NewType("EntryId", UUID)
OpeningId = NewType("OpeningId", UUID)
WaitlistOfferId = NewType("WaitlistOfferId", UUID)
