"""What departments offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount

from .levels import Level
from .people import Department, User
from .translated import TranslatedField

if TYPE_CHECKING:
    from .articles import Article


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> Self:
        return self.filter(state=Service.State.PUBLISHED)

    def offered_to(self, user: User) -> Self:
        """Published, and meant for this person: whoever serves there sees all that the department offers."""
        some = Q(audience_departments=user.department_id) | Q(audience_people=user) if user.pk else Q()
        meant = Q(pk__in=Service.objects.filter(some).values("pk"))
        return self.published().filter(Q(audience=Service.Audience.EVERYBODY) | Q(provider__in=user.roles) | meant)

    def hidden_from(self, user: User) -> Self:
        """Confidential ones that this person does not handle: their requests are shown to handlers only."""
        return self.filter(is_confidential=True).exclude(handlers=user)

    def about_article(self, article: Article) -> Self:
        """Those the article is about; all of the department where it names none."""
        named = self.filter(articles=article)
        return named if article.services.exists() else self.filter(provider=article.department_id)

    def edited_by(self, user: User) -> Self:
        """In whatever state: of the departments this person leads, or all for an admin."""
        return self if user.is_admin else self.filter(provider__in=Department.objects.managed_by(user))

    def for_catalogue(self) -> Self:
        """Adds `open_count` (capped), `asks` (a form of its own) and `needs_approval`."""
        from .approval_rules import ApprovalRule
        from .form_versions import FormVersion
        from .requests import ServiceRequest

        mine = {"service": OuterRef("pk")}
        asks = FormVersion.objects.filter(**mine, published_at__isnull=False)
        return self.annotate(
            open_count=CappedCount(ServiceRequest.objects.filter(**mine).open()),
            asks=Exists(asks),
            needs_approval=Exists(ApprovalRule.objects.filter(**mine)),
        )

    def for_triage(self) -> Self:
        """The published one that takes in what nobody knows where to bring, or none."""
        return self.published().filter(is_triage=True)

    def for_list(self) -> Self:
        return self.select_related("provider")


class Service(models.Model):
    """Something a department does for others, with what one gets and must bring."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("service state", "Draft")
        PUBLISHED = "published", pgettext_lazy("service state", "Published")
        RETIRED = "retired", pgettext_lazy("service state", "Retired")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", pgettext_lazy("audience", "Everybody")
        SOME = "some", pgettext_lazy("audience", "Some departments or people")

    class Asking(models.TextChoices):
        """Whether requesters are asked afterwards how it was. `surveys` obeys it."""

        ALWAYS = "always", pgettext_lazy("survey", "After every request")
        SAMPLED = "sampled", pgettext_lazy("survey", "After some requests, drawn by lot")
        NEVER = "never", pgettext_lazy("survey", "Never")

    # Figures weigh an answer by how seldom one is asked: a smaller share would let few answers count for too much.
    SHARE_LEAST, SHARE_MOST = 5, 95

    provider = models.ForeignKey(Department, models.PROTECT, related_name="services", verbose_name=_("department"))
    code = models.SlugField(_("code"), max_length=80)
    name = TranslatedField(_("name"))
    description = TranslatedField(_("what you get"), blank=True)
    to_bring = TranslatedField(_("what you must bring"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="inbox")
    default_impact = models.SmallIntegerField(_("usual impact"), choices=Level.choices, default=Level.MEDIUM)
    default_urgency = models.SmallIntegerField(_("usual urgency"), choices=Level.choices, default=Level.MEDIUM)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    audience = models.CharField(_("for whom"), max_length=9, choices=Audience.choices, default=Audience.EVERYBODY)
    audience_departments = models.ManyToManyField(
        Department, related_name="+", blank=True, verbose_name=_("departments it is for")
    )
    audience_people = models.ManyToManyField(User, related_name="+", blank=True, verbose_name=_("people it is for"))
    # Of those who serve, only handlers see requests for a confidential service.
    is_confidential = models.BooleanField(_("confidential"), default=False)
    handlers = models.ManyToManyField(User, related_name="handled", blank=True, verbose_name=_("handlers"))

    asking = models.CharField(_("survey"), max_length=7, choices=Asking.choices, default=Asking.ALWAYS)
    asking_share = models.PositiveSmallIntegerField(
        _("share that is asked, in percent"),
        default=25,
        validators=[MinValueValidator(SHARE_LEAST), MaxValueValidator(SHARE_MOST)],
    )

    # Takes in what nobody knows where to bring; at most one service does, and it passes everything on.
    is_triage = models.BooleanField(_("for those who do not know whom to ask"), default=False)

    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["provider", "code"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "code"], name="service_code_once_a_department"),
            models.UniqueConstraint(fields=["is_triage"], name="service_one_for_triage", condition=Q(is_triage=True)),
            models.CheckConstraint(name="service_known_asking", condition=Q(asking__in=["always", "sampled", "never"])),
            models.CheckConstraint(name="service_asking_share", condition=Q(asking_share__range=(5, 95))),
            models.CheckConstraint(
                name="service_known_state", condition=Q(state__in=["draft", "published", "retired"])
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.code

    @property
    def asking_chance(self) -> float:
        """With which somebody is asked about a request for it, from 0 to 1."""
        return {self.Asking.ALWAYS: 1.0, self.Asking.NEVER: 0.0}.get(self.Asking(self.asking), self.asking_share / 100)

    def is_meant_for(self, person: User) -> bool:
        """May it be asked for on behalf of this person: the rule of `offered_to`, from the other side?"""
        # The usual audience needs no look at the database.
        if self.audience == self.Audience.EVERYBODY:
            return self.is_published
        return Service.objects.offered_to(person).filter(pk=self.pk).exists()

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED
