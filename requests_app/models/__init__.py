from .approvals import Approval
from .attachments import Attachment
from .catalogue import Service
from .conversation import Message
from .journal import Leg, Promise, RequestEvent
from .notifications import Delivery, Notification
from .participants import Participant
from .people import Department, Membership, User
from .requests import Channel, Level, Priority, ServiceRequest, priority_of
from .translated import Translated, TranslatedField

__all__ = [
    "Approval",
    "Attachment",
    "Channel",
    "Delivery",
    "Department",
    "Leg",
    "Level",
    "Membership",
    "Message",
    "Notification",
    "Participant",
    "Priority",
    "Promise",
    "RequestEvent",
    "Service",
    "ServiceRequest",
    "Translated",
    "TranslatedField",
    "User",
    "priority_of",
]
