"""What one fills in to write an article, and to say whether it helped. The forms translate; `articles` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.articles import REVIEWED_FOR, Written, today_of
from requests_app.models import Article, ArticleAnswer, ArticleVersion, Department, Service, User

from .editions import Edited
from .files import files_field, uploaded_by
from .languages import Titled, initial_of, line_fields, text_fields
from .levels import day_field
from .offering import offer

LONGEST = 20_000


class ArticleForm(Edited, Titled):
    """Title and text in three languages, services, owner, review day, files. A refused form keeps everything typed."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("About these services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever may ask for one of them can read it. Without any it is for everybody."),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who keeps it up to date"), empty_label=None)
    review_on = day_field(
        label=_("To be looked at again"), required=False, help_text=_("When this day has passed, its owner is told.")
    )
    files = files_field(label=_("Pictures and files"))
    removed = forms.MultipleChoiceField(
        label=_("Remove files"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(
        self, *args: Any, department: Department, article: Article | None, version: ArticleVersion | None, by: User,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs["initial"] = _said(article, version) if article and version else _begun(department, by)
        super().__init__(*args, **kwargs)
        self.fields |= {**line_fields("title"), **text_fields("body", most=LONGEST, rows=12)}
        offer(self, "services", Service.objects.filter(provider=department).exclude(state="retired").order_by("code"))
        offer(self, "owner", User.objects.active().working_in(department).by_name())
        uploaded_by(self, by)
        there = article.attachments.in_order() if article else []
        offer(self, "removed", [(str(file.pk), file.name) for file in there])

    @property
    def bodies(self) -> list[BoundField]:
        return self.in_languages("body")

    def written(self) -> Written:
        data = self.cleaned_data
        return Written(
            title=self.translated("title"),
            body=self.translated("body"),
            services=list(data["services"]),
            owner=data["owner"],
            review_on=data["review_on"],
            files=data["files"],
            removed=data["removed"],
        )


def _said(article: Article, version: ArticleVersion) -> dict[str, Any]:
    return {
        "edition": article.edition,
        "services": [service.pk for service in article.services.all()],
        "owner": article.owner_id,
        "review_on": article.review_on,
        **initial_of("title", version.title),
        **initial_of("body", version.body),
    }


def _begun(department: Department, by: User) -> dict[str, Any]:
    owner = by.pk if by.works_in(department.pk) else department.head_id
    return {"edition": 0, "owner": owner, "review_on": today_of(department, clock.now()) + REVIEWED_FOR}


class HelpedForm(forms.Form):
    """Yes or no, and a word."""

    helped = forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda said: said == "yes")
    word = forms.CharField(
        label=_("What was missing, or what helped?"),
        required=False,
        max_length=ArticleAnswer._meta.get_field("word").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The department reads it without your name."),
    )
