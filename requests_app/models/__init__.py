from .absences import Absence
from .api_tokens import ApiAnswer, ApiToken
from .approval_rules import ApprovalRule, ApproverGroup, Chosen, ServiceApproval
from .approvals import Approval, ApprovalRound, ApprovalStep
from .articles import Article, ArticleAnswer, ArticleSolution, ArticleVersion
from .assignment import AssignmentRule, Strategy
from .attachments import Attachment
from .batches import Batch, BatchItem
from .browsers import SignedInBrowser
from .canned import CannedReply
from .catalogue import Service
from .company import Company
from .configuration import ConfigurationChange
from .conversation import Message, MessageEdit
from .drafts import Draft
from .effort import Effort, EffortCorrection, EffortTimer
from .filing_times import FilingTime
from .form_versions import FormVersion
from .former_addresses import FormerAddress
from .hooks import Hook, HookCall, HookTry
from .journal import Leg, Promise, RequestEvent
from .levels import Channel, Level, Priority
from .links import Link
from .mail_wordings import MailWording
from .mailboxes import FailingAddress, IncomingMail, LetterRules, MailAnswer, Mailbox
from .notices import Notice, NoticeChange, NoticeFollower, NoticeRequest
from .notification_choices import MutedRequest, NotificationChoice, NotificationSettings, Told
from .notifications import Delivery, Notification, Urgency
from .outreach import Outreach, OutreachPost
from .participants import Participant
from .people import Department, Membership, User
from .people_imports import PeopleImport
from .priorities import PriorityCell, priority_of
from .protections import Protection
from .queue_views import QueueMark, QueueView
from .recurrences import Occurrence, Recurrence
from .request_texts import RequestText
from .requests import ServiceRequest
from .retention import RetentionRule, RetentionRun
from .second_steps import RecoveryCode, SecondStep
from .sent_forms import SentForm
from .service_templates import ServiceTemplate
from .sheets import Sheet, SheetSubscription, SheetVersion
from .thanks import Thanks, ThanksReaction
from .translated import Translated, TranslatedField
from .undertakings import Undertaking
from .unmet_searches import UnmetSearch
from .waits import Wait, WaitingReason, WaitKind
from .webhooks import Webhook, WebhookHost

__all__ = [
    "Absence",
    "ApiAnswer",
    "ApiToken",
    "Approval",
    "ApprovalRound",
    "ApprovalRule",
    "ApprovalStep",
    "ApproverGroup",
    "Article",
    "ArticleAnswer",
    "ArticleSolution",
    "ArticleVersion",
    "AssignmentRule",
    "Attachment",
    "Batch",
    "BatchItem",
    "CannedReply",
    "Channel",
    "Chosen",
    "Company",
    "ConfigurationChange",
    "Delivery",
    "Department",
    "Draft",
    "Effort",
    "EffortCorrection",
    "EffortTimer",
    "FailingAddress",
    "FilingTime",
    "FormVersion",
    "FormerAddress",
    "Hook",
    "HookCall",
    "HookTry",
    "IncomingMail",
    "Leg",
    "LetterRules",
    "Level",
    "Link",
    "MailAnswer",
    "MailWording",
    "Mailbox",
    "Membership",
    "Message",
    "MessageEdit",
    "MutedRequest",
    "Notice",
    "NoticeChange",
    "NoticeFollower",
    "NoticeRequest",
    "Notification",
    "NotificationChoice",
    "NotificationSettings",
    "Occurrence",
    "Outreach",
    "OutreachPost",
    "Participant",
    "PeopleImport",
    "Priority",
    "PriorityCell",
    "Promise",
    "Protection",
    "QueueMark",
    "QueueView",
    "RecoveryCode",
    "Recurrence",
    "RequestEvent",
    "RequestText",
    "RetentionRule",
    "RetentionRun",
    "SecondStep",
    "SentForm",
    "Service",
    "ServiceApproval",
    "ServiceRequest",
    "ServiceTemplate",
    "Sheet",
    "SheetSubscription",
    "SheetVersion",
    "SignedInBrowser",
    "Strategy",
    "Thanks",
    "ThanksReaction",
    "Told",
    "Translated",
    "TranslatedField",
    "Undertaking",
    "UnmetSearch",
    "Urgency",
    "User",
    "Wait",
    "WaitKind",
    "WaitingReason",
    "Webhook",
    "WebhookHost",
    "priority_of",
]
