"""Articles and their versions as answers, and what a program says of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.api.editing import codes_of
from requests_app.api.reading import In, Texts
from requests_app.api.request_shapes import FileOut
from requests_app.api.shapes import DepartmentRef, Languages, Moment, Out, PersonOut
from requests_app.forms.articles import LONGEST
from requests_app.models import Article, ArticleAnswer, ArticleVersion

CODES = serializers.ListField(child=serializers.CharField())


class ArticleOut(Out):
    """`services`: codes; without any it is for everybody."""

    id = serializers.IntegerField(source="pk")
    department = DepartmentRef()
    state = serializers.ChoiceField(choices=Article.State.values)
    title = serializers.SerializerMethodField()
    services = serializers.SerializerMethodField()
    owner = PersonOut(allow_null=True)
    review_on = serializers.DateField(allow_null=True)

    def get_title(self, article: Article) -> str:
        """What readers see, before that what the draft says."""
        version: ArticleVersion | None = article.shown or self.context["drafts"].get(article.pk)
        return str(version.title) if version else ""

    @extend_schema_field(CODES)
    def get_services(self, article: Article) -> list[str]:
        return codes_of(list(article.services.all()))


class ArticleVersionOut(Out):
    """`yes`, `no`: how many it helped, and how many it did not. Not published: the draft."""

    always = "number"
    number = serializers.IntegerField()
    titles = Languages(source="title")
    bodies = Languages(source="body")
    edited_by = PersonOut(allow_null=True)
    edited_at = Moment()
    published_at = Moment(allow_null=True)
    yes = serializers.IntegerField()
    no = serializers.IntegerField()


class DraftOut(Out):
    always = "number"
    number = serializers.IntegerField()
    titles = Languages(source="title")
    bodies = Languages(source="body")
    edited_at = Moment()


class ArticleDetailOut(ArticleOut):
    """`titles`, `bodies`: what readers see, Markdown. `draft`: what waits to be published, for those who write."""

    version = serializers.IntegerField(source="shown.number", default=None, allow_null=True)
    titles = serializers.SerializerMethodField()
    bodies = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()

    @extend_schema_field(Languages())
    def get_titles(self, article: Article) -> dict[str, str]:
        return dict(article.shown.title) if article.shown else {}

    @extend_schema_field(Languages())
    def get_bodies(self, article: Article) -> dict[str, str]:
        return dict(article.shown.body) if article.shown else {}

    @extend_schema_field(FileOut(many=True))
    def get_files(self, article: Article) -> list[dict[str, Any]]:
        return [FileOut(file).data for file in self.context["files"]]

    @extend_schema_field(DraftOut(allow_null=True))
    def get_draft(self, article: Article) -> dict[str, Any] | None:
        draft: ArticleVersion | None = self.context["drafts"].get(article.pk)
        return DraftOut(draft).data if draft else None


class ArticleIn(In):
    """`services`: codes, `owner`: an address, `files`: ids of uploads that come to it. What is left out stays."""

    titles = Texts(most=120)
    bodies = Texts(most=LONGEST, required=False)
    services = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=500)
    owner = serializers.CharField(max_length=254, required=False)
    review_on = serializers.DateField(required=False, allow_null=True)
    files = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)
    removed_files = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)


class NewArticleIn(ArticleIn):
    department = serializers.CharField(max_length=100)


class HelpedIn(In):
    """The department reads the `word` without a name."""

    helped = serializers.BooleanField()
    word = serializers.CharField(
        max_length=ArticleAnswer._meta.get_field("word").max_length, required=False, allow_blank=True
    )
