"""Why a message did not leave, in words an admin can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# By the name of the exception, which is how a delivery keeps its error.
WORDS: dict[str, StrOrPromise] = {
    "ConnectionRefusedError": _("Nobody listens at the server's address. Is it running, and is the port right?"),
    "ConnectionResetError": _("The server ended the conversation. Encryption may be set wrongly: smtp or smtps?"),
    "SMTPServerDisconnected": _("The server ended the conversation. Encryption may be set wrongly: smtp or smtps?"),
    "gaierror": _("The server's name is unknown. Is it written correctly in EMAIL_URL?"),
    "TimeoutError": _("The server does not answer. A firewall may be in the way, or the port is wrong."),
    "SMTPConnectError": _("The server answers, but does not talk to the portal."),
    "SMTPAuthenticationError": _("The server does not accept the user name or the password of EMAIL_URL."),
    "SMTPNotSupportedError": _("The server does not offer what EMAIL_URL asks for, such as STARTTLS or a password."),
    "SSLError": _("Encryption failed. Does the server expect smtps, or smtp with tls=starttls?"),
    "SSLCertVerificationError": _("The server's certificate is not trusted, or is for another name."),
    "SMTPSenderRefused": _("The server does not accept the sender. Look at MAIL_FROM."),
    "SMTPRecipientsRefused": _("The server does not accept the receiver's address."),
    "SMTPDataError": _("The server accepted the address, and refused the mail itself."),
    "SMTPHeloError": _("The server answers, but does not talk to the portal."),
    "NotForThem": _("The receiver left, or may no longer see what it is about."),
    "UnknownKind": _("It was written by another version of the portal and has no words."),
    "NoAddress": _("The person has taken the address of their webhook away."),
    "NotAllowed": _("The address of the webhook is not allowed: by its host, or because it leads inside."),
    "NotTaken": _("The receiver of the webhook did not confirm it."),
    "Gone": _("The receiver of the webhook says that it is gone for good."),
    "KeyError": _("It was written by another version of the portal and has no words."),
    "PermissionError": _("The folder for mails cannot be written to."),
    "FileNotFoundError": _("The folder for mails does not exist."),
}


def kept(problem: BaseException) -> str:
    """The problem as a delivery keeps it."""
    return f"{type(problem).__name__}: {problem}"[:500]


def in_words(error: str) -> str:
    """What to make of a kept problem; empty where nothing better is known than its own text."""
    return str(WORDS.get(error.partition(":")[0], ""))
