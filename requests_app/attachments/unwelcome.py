"""Why a file is not taken, as a sentence that names it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class Unwelcome(Exception):
    """A file that is not taken. Its sentence has a place for `%(name)s`."""

    def __init__(self, sentence: LazyText | str, **said: Any) -> None:
        super().__init__(str(sentence))
        self.sentence, self.said = sentence, said

    def about(self, name: str) -> str:
        """In the active language."""
        return str(self.sentence) % {"name": name, **self.said}


EMPTY = _("“%(name)s” is empty.")
UNKNOWN = _("“%(name)s” is of a kind the portal does not take. It takes: %(kinds)s.")
WEB_PAGE = _("“%(name)s” is a web page or an SVG picture, which can hold programs. Save it as PDF or as PNG.")
PROGRAM = _("“%(name)s” is a program. Programs are not taken.")
TWO_IN_ONE = _("“%(name)s” hides a second file behind the first. Save it anew from the program you made it with.")
BROKEN = _("“%(name)s” is damaged: it does not hold what it says. Save it anew, or take a picture of it.")
MACROS = _("“%(name)s” holds macros. Save it without them, as .docx, .xlsx or .pptx.")
PACKED_TOO_TIGHT = _("“%(name)s” would unpack to far more than it weighs. It is not taken.")
BAD_PATHS = _("“%(name)s” wants to unpack outside of its folder. It is not taken.")
TOO_MANY_PIXELS = _("“%(name)s” has too many pixels: at most %(megapixels)s million are taken.")
TOO_BIG = _("“%(name)s” is too big: at most %(limit)s per file are taken.")
