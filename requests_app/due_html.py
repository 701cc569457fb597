"""A moment as an element: what most pages draw most of, so put together in Python."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime


def due_html(at: datetime | None, words: str, moment: str = "", *, still: bool = False) -> SafeString:
    """As `components/due_phrase.html` has it; `moment`: the exact one, `still`: inside a link."""
    if at is None:
        return SafeString("")
    said = ""
    if moment:
        said = f' title="{safe(moment)}" data-exact="{safe(moment)}"' + ("" if still else ' tabindex="0"')
    drawn = f'<time class="due" datetime="{localtime(at).isoformat()}"{said}>{safe(words)}</time>'
    return mark_safe(drawn)  # noqa: S308 # nosec B703 - every part of it is escaped
