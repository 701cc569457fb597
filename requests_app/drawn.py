"""Components as finished HTML, remembered by their arguments: a page has hundreds, and most say what others said.

For templates that read nothing but their arguments, all of them plain values (habit 20): with the language and the time
zone of the reader these decide every letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

DRAWINGS = 10_000  # of about half a kilobyte


def component(template: str, **args: Any) -> SafeString:
    """As `{% include template with … only %}` would give it."""
    plain = {name: str(value) if isinstance(value, LazyText) else value for name, value in args.items()}
    # With its type: what somebody typed equals the same letters marked as safe, and 1 equals True.
    told = tuple((name, value, type(value)) for name, value in plain.items())
    draw = _draw.__wrapped__ if settings.DEBUG else _draw
    return draw(template, get_language(), timezone.get_current_timezone_name(), told)


@lru_cache(DRAWINGS)
def _draw(template: str, _language: str | None, _zone: str, args: tuple[tuple[str, Any, type], ...]) -> SafeString:
    context = {name: value for name, value, _type in args}
    return mark_safe(get_template(template).render(context))  # noqa: S308 # nosec B703 - a template escapes


def _forget(**_changed: Any) -> None:
    _draw.cache_clear()


setting_changed.connect(_forget, dispatch_uid="requests_app.drawn")
