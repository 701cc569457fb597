"""How-to articles: what a department explains before it is asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount

from .catalogue import Service
from .people import Department
from .translated import Translated, TranslatedField

if TYPE_CHECKING:
    from .people import User


def words_of(title: str, body: str) -> Func:
    """Search words of two texts in all languages; the index of a table that has it is on this very expression."""
    return Func(F(title), F(body), function="public.texts_words", output_field=SearchVectorField())


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(state=Article.State.PUBLISHED)

    def readable_by(self, user: User) -> Self:
        """Published, and meant for this person: of a service offered to them, or of the department as a whole.

        Whoever serves there reads all that is published there.
        """
        about = Article.services.through.objects.filter(article=OuterRef("pk"))
        offered = about.filter(service__in=Service.objects.offered_to(user).order_by().values("pk"))
        return self.published().filter(~Exists(about) | Exists(offered) | Q(department__in=user.roles))

    def written_by(self, user: User) -> Self:
        """In whatever state: of the departments this person serves in, or all for an admin."""
        return self if user.is_admin else self.filter(department__in=user.roles)

    def open_to(self, user: User) -> Self:
        """Whoever may read it, and whoever writes it."""
        return self.filter(
            Q(pk__in=self.readable_by(user).order_by().values("pk"))
            | Q(pk__in=self.written_by(user).order_by().values("pk"))
        )

    def about(self, service: Service) -> Self:
        return self.filter(services=service)

    def to_review(self, before: date) -> Self:
        """Published ones that were to be looked at before that day."""
        return self.published().filter(review_on__lt=before)

    def for_list(self) -> Self:
        return self.select_related("shown", "department", "owner")

    def with_figures(self, since: date) -> Self:
        """Adds `yes` and `no` of the version shown, and `avoided`: requests not filed from that day on."""
        said = ArticleAnswer.objects.filter(version=OuterRef("shown"))
        solved = ArticleSolution.objects.filter(article=OuterRef("pk"), day__gte=since)
        return self.annotate(
            yes=CappedCount(said.filter(helped=True)),
            no=CappedCount(said.filter(helped=False)),
            avoided=CappedCount(solved),
        )


class Article(models.Model):
    """What it says is a row a version. Written by `requests_app.articles` only."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("article state", "Draft")
        PUBLISHED = "published", pgettext_lazy("article state", "Published")
        ARCHIVED = "archived", pgettext_lazy("article state", "Archived")

    department = models.ForeignKey(Department, models.PROTECT, related_name="articles", verbose_name=_("department"))
    # None: it is about the department as a whole.
    services = models.ManyToManyField(Service, related_name="articles", blank=True, verbose_name=_("services"))
    owner = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    # The version that readers see; None until the first is published.
    shown = models.ForeignKey("ArticleVersion", models.RESTRICT, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("to be looked at again"), null=True, blank=True)
    # The review day its owner was told has passed.
    warned_for = models.DateField(null=True, blank=True)
    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["department", "id"]
        constraints = [
            models.CheckConstraint(
                name="article_known_state", condition=Q(state__in=["draft", "published", "archived"])
            ),
            models.CheckConstraint(
                name="article_published_shows_something", condition=~Q(state="published") | Q(shown__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], name="article_to_review", condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return str(self.title) or str(self.pk)

    @property
    def title(self) -> Translated:
        """What readers see, before that what the newest version says."""
        version = self.shown or self.versions.order_by("-number").first()
        return version.title if version else Translated()

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def is_overdue(self, today: date) -> bool:
        """Nobody looked at it since it was to be looked at again."""
        return self.is_published and self.review_on is not None and self.review_on < today


class ArticleVersionQuerySet(models.QuerySet["ArticleVersion"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def with_answers(self) -> Self:
        """Adds `yes` and `no`."""
        return self.annotate(
            yes=Count("answers", filter=Q(answers__helped=True)), no=Count("answers", filter=Q(answers__helped=False))
        )


class ArticleVersion(models.Model):
    """One version of the text. A draft is edited in place; published it never changes any more."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions", verbose_name=_("article"))
    number = models.PositiveIntegerField(_("version"))
    title = TranslatedField(_("title"))
    body = TranslatedField(_("text"), blank=True)
    edited_at = models.DateTimeField(_("edited"))
    edited_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("edited by"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        "User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_number_once"),
            models.UniqueConstraint(fields=["article"], name="article_one_draft", condition=Q(published_at=None)),
        ]
        indexes = [
            GinIndex(words_of("title", "body"), name="article_words"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class ArticleAnswer(models.Model):
    """Did a version help somebody? Once a person and version; the word goes without their name."""

    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="answers")
    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    helped = models.BooleanField()
    word = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer about an article")
        verbose_name_plural = _("answers about articles")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="article_answer_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {'yes' if self.helped else 'no'}"


class ArticleSolution(models.Model):
    """Somebody about to file a request said “this solved it”: once a person, article and day."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="solutions")
    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    # What they were about to ask for.
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="+")
    day = models.DateField()

    class Meta:
        verbose_name = _("request that an article spared")
        verbose_name_plural = _("requests that articles spared")
        constraints = [models.UniqueConstraint(fields=["article", "user", "day"], name="article_solution_once_a_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}"
