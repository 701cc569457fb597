"""In which language somebody wrote, for screen readers and for the faces a browser sets it in."""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

REMEMBERED = 1024  # texts, as Markdown remembers them

# A Chinese character is about half a word; without that, one Latin name would outweigh the sentence around it.
WRITINGS = (
    ("zh-hans", re.compile("[\u4e00-\u9fff]"), 3),
    ("ru", re.compile("[\u0400-\u04ff]"), 1),
    ("en", re.compile("[A-Za-z]"), 1),
)


@register.filter
def written_in(text: object) -> SafeString:
    """` lang="ru"` for an element with this text, plain or HTML; nothing where it is in the language of the page.

    Told by the letters alone: between languages of one script it cannot tell, and takes the one the portal speaks.
    """
    code = _writing(str(text))
    if not code or code == get_language():
        return SafeString("")
    return format_html(' lang="{}"', code)


@lru_cache(REMEMBERED)
def _writing(text: str) -> str:
    """The language that most letters are of; empty where there are none."""
    words = strip_tags(text)
    weights = {code: len(letters.findall(words)) * weight for code, letters, weight in WRITINGS}
    code = max(weights, key=lambda each: weights[each])
    return code if weights[code] else ""
