"""A language nobody speaks, for finding what is not translated and what is laid out too tightly.

English with accents, its vowels twice, in brackets: “⟦Fííléé ááñ ááñšwéér⟧”. Whatever stands on a page without brackets
never passed gettext, or is somebody's own words; whatever is cut or too wide would be so in a language of longer words.
Only while debugging or in the demo, for whoever has the cookie; no catalogue is written.
"""

from __future__ import annotations

import re
from gettext import NullTranslations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import trans_real

LANGUAGE = "en-xa"  # as Android and ICU name it
COOKIE = "pseudo_language"
# What is filled in, markup and its entities stay what they are.
KEPT = re.compile(r"(%\(\w+\)[-#0-9.]*[a-zA-Z]|%[a-zA-Z%]|\{[^{}]*\}|<[^<>]*>|&#?\w+;)")
ACCENTED = str.maketrans("aeiouyAEIOUYcnsCNS", "áéíóúýÁÉÍÓÚÝçñšÇÑŠ")
VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
CONTEXT = "\x04"  # gettext puts it between a context and its text


def wanted(request: HttpRequest) -> bool:
    """Whether this page is to be in that language."""
    return (settings.DEBUG or settings.DEMO) and COOKIE in request.COOKIES


def said(text: str) -> str:
    """The text in that language; what holds no letter is nothing to translate."""
    if not re.search(r"[^\W\d_]", KEPT.sub("", text)):
        return text
    # A capital stays one: “Óo”, not “ÓO”.
    longer = [
        part if KEPT.fullmatch(part) else VOWEL.sub(lambda vowel: vowel[0] + vowel[0].lower(), part)
        for part in KEPT.split(text)
    ]
    return "⟦" + "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTED) for part in longer) + "⟧"


class Pseudo(NullTranslations):
    """What Django asks for a text; made when it is asked."""

    def gettext(self, message: str) -> str:
        return said(message.rpartition(CONTEXT)[2])

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)

    def language(self) -> str:
        return LANGUAGE

    def to_language(self) -> str:
        return LANGUAGE


def install() -> None:
    """Make it known to Django, which otherwise looks for a catalogue."""
    trans_real._translations[LANGUAGE] = Pseudo()  # type: ignore[attr-defined]  # private, so the stubs leave it out
