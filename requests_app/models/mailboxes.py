"""E-mail in: the addresses the portal reads, every letter that came, and the answers it gave by itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .catalogue import Service
    from .people import Department

SECRET_NAME = RegexValidator(r"^[A-Z][A-Z0-9_]{0,39}$", _("Capital letters, digits and underscores, such as IT."))


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def fetched(self) -> Self:
        """Those whose letters wait on a server until the portal comes for them."""
        return self.active().exclude(imap_host="")

    def named(self, address: str) -> Mailbox | None:
        return self.filter(address__iexact=address).first()

    def for_service(self, service: Service) -> Self:
        return self.active().filter(service=service).order_by("address")

    def for_department(self, department: Department) -> Self:
        """Those of the department as a whole."""
        return self.filter(department=department).select_related("service").order_by("address")

    def of_services(self, department: Department) -> Self:
        """Those that lead to one of its services, and to nothing else."""
        named = self.filter(department=None, service__provider=department)
        return named.select_related("service").order_by("address")

    def for_list(self) -> Self:
        return self.select_related("service__provider", "department", "colleague").order_by("address")


class Mailbox(models.Model):
    """An address the portal reads, and what a letter to it becomes."""

    class Unknown(models.TextChoices):
        """What happens to a letter of somebody who has no account here."""

        ANSWER = "answer", _("It is not filed, and they are told so")
        SILENCE = "silence", _("It is not filed, and nobody is told")
        COLLEAGUE = "colleague", _("It is filed in the name of a colleague")

    class Security(models.TextChoices):
        TLS = "tls", _("TLS from the beginning (usually port 993)")
        STARTTLS = "starttls", _("STARTTLS (usually port 143)")
        NONE = "none", _("Not encrypted, only for a server on this machine")

    class Login(models.TextChoices):
        PASSWORD = "password", pgettext_lazy("sign-in", "Password")
        XOAUTH2 = "xoauth2", _("OAuth 2 token (XOAUTH2)")

    address = models.EmailField(_("address"), max_length=254)
    # Of a whole department: letters ask for the service it names, or else go to whoever passes requests on.
    department = models.ForeignKey(
        "Department", models.PROTECT, null=True, blank=True, related_name="mailboxes", verbose_name=_("department")
    )
    # Empty, and no department: it takes only replies.
    service = models.ForeignKey(
        "Service", models.PROTECT, null=True, blank=True, related_name="mailboxes", verbose_name=_("service")
    )
    unknown = models.CharField(
        _("letters of people without an account"), max_length=9, choices=Unknown.choices, default=Unknown.ANSWER
    )
    # In whose name letters of outsiders are filed: an account of their own would open the portal to them.
    colleague = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the name of")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    # Under which name the company's own server writes Authentication-Results; empty: nobody checks senders.
    authserv = models.CharField(_("name of the server that checks senders"), max_length=253, blank=True)

    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("port"), default=993)
    imap_security = models.CharField(_("encryption"), max_length=8, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(_("user name"), max_length=254, blank=True)
    imap_login = models.CharField(_("sign-in"), max_length=8, choices=Login.choices, default=Login.PASSWORD)
    # The secret itself is in the environment, under names that begin with MAILBOX_ and this.
    secret_name = models.CharField(_("name of the secret"), max_length=40, blank=True, validators=[SECRET_NAME])
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    # Letters that are stored go there; empty: they are marked as read.
    done_folder = models.CharField(_("folder for what was taken"), max_length=200, blank=True)
    # When the server was last asked, and what went wrong then.
    asked_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"), name="mailbox_address_once",
                violation_error_message=_("There is a mailbox with this address already."),
            ),
            models.CheckConstraint(
                name="mailbox_known_policy", condition=Q(unknown__in=["answer", "silence", "colleague"])
            ),
            models.CheckConstraint(
                name="mailbox_colleague_named", condition=~Q(unknown="colleague") | Q(colleague__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.address


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    def due(self, now: datetime) -> Self:
        """Not looked at yet, or claimed by a worker that died."""
        return self.filter(state=IncomingMail.State.NEW, next_attempt_at__lte=now)

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def set_aside(self) -> Self:
        return self.filter(state=IncomingMail.State.SET_ASIDE)

    def taken_from(self, sender: str, since: datetime) -> Self:
        """What this sender had filed or said by mail since then."""
        became = (IncomingMail.Outcome.FILED, IncomingMail.Outcome.SAID, IncomingMail.Outcome.ASKED)
        return self.filter(sender=sender, outcome__in=became, done_at__gt=since)


class IncomingMail(models.Model):
    """One letter, kept as it came until it was dealt with, and known by its digest afterwards."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("letter", "Waiting")
        DONE = "done", pgettext_lazy("letter", "Dealt with")
        SET_ASIDE = "set_aside", pgettext_lazy("letter", "Set aside")
        DROPPED = "dropped", pgettext_lazy("letter", "Thrown away")

    class Outcome(models.TextChoices):
        """What became of a letter that was dealt with."""

        FILED = "filed", _("Became a request")
        ASKED = "asked", _("Waits for its sender to answer the form's questions")
        SAID = "said", _("Became a message of a request")
        IGNORED = "ignored", _("Written by a program: nothing was done")
        BOUNCE = "bounce", _("Says that a mail did not arrive")
        REFUSED = "refused", _("Was not taken, and its sender was told so")
        UNKNOWN = "unknown", _("Of somebody without an account: nothing was done")
        COPY = "copy", _("A copy of a letter that was here before")

    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    # To whom the envelope was addressed; empty where a server only gave the letter.
    recipient = models.CharField(max_length=254, blank=True)
    # Of IMAP; both together name a letter of a mailbox for good.
    uid_validity = models.BigIntegerField(null=True, blank=True)
    uid = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)  # sha256 of the letter and its recipient
    # Until it is dealt with.
    raw = models.BinaryField(null=True, blank=True)
    size = models.BigIntegerField()  # bytes
    received_at = models.DateTimeField(_("received"))

    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW)
    attempts = models.SmallIntegerField(default=0)
    # Also the end of a claim, so that the row of a worker that died comes back by itself.
    next_attempt_at = models.DateTimeField()
    # Why it was set aside: a code of `mailbox.reasons`, and what the program said.
    reason = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=500, blank=True)

    # Known once it was read.
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    content = models.CharField(max_length=64, blank=True)  # sha256 of what it says, whatever way it came
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    # What it asks for, while its sender still has to answer that service's questions.
    service = models.ForeignKey("Service", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    request = models.ForeignKey("ServiceRequest", models.SET_NULL, null=True, blank=True, related_name="letters")
    done_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"], name="letter_fetched_once", condition=Q(uid__isnull=False)
            ),
            # A server that did not hear our "taken" brings the same again.
            models.UniqueConstraint(
                fields=["mailbox", "digest"], name="letter_brought_once", nulls_distinct=False, condition=Q(uid=None)
            ),
            models.CheckConstraint(
                name="letter_kept_until_done", condition=Q(raw__isnull=False) | ~Q(state="new")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["next_attempt_at"], name="letter_due", condition=Q(state="new")),
            models.Index(fields=["state", "-id"], name="letter_list"),
            models.Index(fields=["message_id"], name="letter_by_message_id", condition=~Q(message_id="")),
            models.Index(fields=["sender", "done_at"], name="letter_by_sender", condition=~Q(sender="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.sender} {self.state}"


class MailAnswer(models.Model):
    """What the portal says by itself to a sender whose letter it did not take: at most once a day."""

    to = models.CharField(max_length=254)
    day = models.DateField()
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    params = models.JSONField(default=dict)
    # Of the letter it answers.
    in_reply_to = models.CharField(max_length=255, blank=True)
    attempts = models.SmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)  # None: it left, or was given up
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("automatic answer")
        verbose_name_plural = _("automatic answers")
        constraints = [models.UniqueConstraint(fields=["to", "day"], name="mail_answer_once_a_day")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="mail_answer_due", condition=Q(next_attempt_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.day} {self.kind}"


class FailingAddress(models.Model):
    """A person's address of which a mail server said that nothing arrives there."""

    person = models.OneToOneField("User", models.CASCADE, primary_key=True, related_name="failing_address")
    # When it was said; another address since then is not meant.
    email = models.CharField(max_length=254)
    status = models.CharField(max_length=12, blank=True)  # such as 5.1.1
    words = models.CharField(max_length=300, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("address that fails")
        verbose_name_plural = _("addresses that fail")
        indexes = [models.Index(fields=["-last_at"], name="failing_address_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.email}"


class LetterRules(models.Model):
    """The company's own words by which letters are read, beside those the portal ships: one row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    # How a paragraph begins under which nobody has written anything.
    disclaimers = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("legal notices")
    )
    # How a paragraph begins that a server puts over letters from outside.
    banners = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("warnings on top"))
    # Parts of List-Ids: what comes by these lists was written by people, and is filed.
    lists = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("mailing lists"))

    class Meta:
        verbose_name = _("rules for letters")
        verbose_name_plural = _("rules for letters")
        constraints = [models.CheckConstraint(name="letter_rules_are_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
