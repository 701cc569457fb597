"""Texts of admins in another language than the page: said to people by a mark, and to machines by `lang`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from requests_app import pseudo
from requests_app.models import Translated, company
from requests_app.phrases import listed

register = template.Library()


@register.filter
def language_of(text: Any) -> str:
    """For a `lang` attribute: the language the reader gets this text in."""
    here = get_language() or settings.LANGUAGE_CODE
    return (text.language_for(here) if isinstance(text, Translated) else "") or here


@register.filter
def languages_missing(fields: Iterable[BoundField]) -> str:
    """Which of the company's languages a text lacks, in their own names, where somebody began to write it."""
    asked = {name for _code, name in company.said().choices}
    written = {str(one.label): bool(str(one.value() or "").strip()) for one in fields}
    if not any(written.values()):
        return ""
    return listed(name for name, there in written.items() if name in asked and not there)


@register.filter
def language_mark(text: Any) -> SafeString | str:
    """The other language's own name, where nobody wrote the text in the reader's; else nothing."""
    code = language_of(text)
    if get_language() in (code, pseudo.LANGUAGE) or code not in dict(settings.LANGUAGES):
        return ""
    return format_html(
        ' <small class="badge" title="{}"><span lang="{}">{}</span></small>',
        _("Nobody has written this in your language yet."),
        code,
        dict(settings.LANGUAGES)[code],
    )
