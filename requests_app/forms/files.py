"""Files in a form: those uploaded before, by their ids, and, where no script ran, those that come with the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from requests_app.attachments import kinds, uploading
from requests_app.attachments.names import read_uuid
from requests_app.attachments.unwelcome import Unwelcome
from requests_app.models import Attachment, User


@dataclass(frozen=True, slots=True)
class Given:
    """What the browser sent: ids under the field's name, contents under the name and `-new`."""

    ids: Sequence[str]
    uploads: Sequence[UploadedFile[Any]]


class FilesWidget(forms.Widget):
    """The component: button, drop, paste, camera, progress. Shows what is kept, also when the form comes back."""

    template_name = "components/files_field.html"
    needs_multipart_form = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kept: list[Attachment] = []
        self.groups: tuple[str, ...] = ()
        self.most = 0

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Given:
        ids = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name) or ())
        uploads = files.getlist(f"{name}-new") if hasattr(files, "getlist") else []
        return Given([str(pk) for pk in ids], list(uploads))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}-new" not in files

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        endings = [f".{ending}" for kind in kinds.ALL if kind.group in self.groups for ending in kind.endings]
        context["widget"] |= {
            "kept": self.kept,
            "most": self.most,
            "accept": ",".join(endings),
            "file_bytes": settings.ATTACHMENTS.file_bytes,
            "pictures": "pictures" in self.groups,
        }
        return context


class FilesField(forms.Field):
    """Cleans to a list of attachment ids, for a verb's `files`. Set `by` before it is used: whose files they are.

    `groups` (of `kinds.GROUPS`) and `most` narrow what the installation takes. What came with the form is kept at once,
    so that nothing has to be uploaded again when another field has an error.
    """

    widget = FilesWidget
    by: User

    def __init__(self, *, groups: Sequence[str] = (), most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limits = settings.ATTACHMENTS
        self.groups = tuple(group for group in limits.groups if not groups or group in groups)
        self.most = min(most or limits.sending_files, limits.sending_files)
        self.widget.groups, self.widget.most = self.groups, self.most

    def clean(self, value: Any) -> list[UUID]:
        given = value if isinstance(value, Given) else Given([str(pk) for pk in value or ()], [])
        problems, kept = [], self._known(given.ids)
        if len(kept) < len(set(given.ids)):
            problems.append(_("A file is no longer there: it was not sent in time. Add it again."))
        for upload in given.uploads[: max(0, self.most - len(kept))]:
            try:
                kept.append(uploading.accept(upload, by=self.by))
            except Unwelcome as problem:
                problems.append(uploading.refusal(upload, problem))
        self.widget.kept = kept
        problems += self._problems(kept, len(given.ids) + len(given.uploads))
        if problems:
            raise forms.ValidationError([forms.ValidationError(text) for text in dict.fromkeys(problems)])
        return [file.pk for file in kept]

    def _known(self, ids: Sequence[str]) -> list[Attachment]:
        """The person's own, sent or not: that something was sent before, the verb says."""
        asked = [pk for pk in map(read_uuid, dict.fromkeys(ids)) if pk is not None][: 10 * self.most]
        found = Attachment.objects.filter(pk__in=asked, uploaded_by=self.by).in_bulk() if asked else {}
        return [found[pk] for pk in asked if pk in found]

    def _problems(self, kept: Sequence[Attachment], count: int) -> list[str]:
        problems = []
        if count > self.most:
            problems.append(
                ngettext(
                    "At most %(count)s file can be added here.", "At most %(count)s files can be added here.", self.most
                )
                % {"count": self.most}
            )
        for file in kept:
            if kinds.group_of(file.content_type) not in self.groups:
                taken = {"name": file.name, "kinds": uploading.taken(self.groups)}
                problems.append(_("“%(name)s” is of another kind. Here these are taken: %(kinds)s.") % taken)
        if self.required and not count:
            problems.append(_("Add a file."))
        return problems


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_lazy("Why is it to go?"),
        max_length=Attachment._meta.get_field("removed_because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("Everybody who could see the file reads this. The name stays, the content is gone for good."),
    )


def files_field(**kwargs: Any) -> Any:
    """What a text box has below it. Any, as a form also has an attribute `files`, which the field leaves alone."""
    return FilesField(**{"label": _lazy("Files"), "required": False, **kwargs})


def brings_files(form: forms.BaseForm, name: str = "files") -> bool:
    """Does the form that was sent name or hold any?"""
    given = form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return bool(given.ids or given.uploads)


def uploaded_by(form: forms.BaseForm, by: User) -> None:
    """Whose the files are that come with this form."""
    for field in form.fields.values():
        if isinstance(field, FilesField):
            field.by = by
