"""The style sheet, the script and the icons of every page: kept in files by subject, sent as one file each.

A first visit asks for two files instead of ten, which on a phone's network is most of the wait. `collectstatic` puts
them together, without comments and needless spaces; without it, in development, a page links the parts themselves, so
that a browser's tools show those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import rjsmin
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import sprite

STYLES, SCRIPTS = "css/portal.css", "js/portal.js"
# What a request's page needs beside these.
TALK = "js/talk.js"
# In the order in which they are read. A further file for every page is a further line here; what few pages need they
# link themselves.
BUNDLES = {
    STYLES: ("css/tokens.css", "css/base.css", "css/layout.css", "css/components.css", "css/phone.css"),
    SCRIPTS: (
        "js/app.js",
        "js/focus.js",
        "js/forms.js",
        "js/drafts.js",
        "js/outbox.js",
        "js/installed.js",
        "django_htmx/htmx-2.min.js",
        "js/keys.js",
        "js/palette.js",
        "js/back.js",
        "js/live.js",
    ),
    TALK: ("js/attachments.js", "js/conversation.js"),
}


# Of a style sheet: a string, which stays as it is, or what becomes one space.
STRING_OR_NEEDLESS = re.compile(rb"""("[^"\n]*"|'[^'\n]*')|(?:\s|/\*.*?\*/)+""", re.DOTALL)


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed as WhiteNoise does it, with the bundles and the icons' file among the files."""

    @cached_property
    def icons(self) -> tuple[str, frozenset[str]]:
        """The address of the icons' file, and the identifiers of what is in it."""
        return self.url(sprite.FILE), sprite.names(_read(self, sprite.FILE).decode())

    def post_process(
        self, paths: dict[str, Any], *, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """`paths`: what was collected, by name, with the storage it lies in."""
        if not dry_run:
            # A line of its own between two scripts: the last line of one may be a comment.
            made = {
                name: b"\n".join(small(part, _read(*paths[part])) for part in parts) for name, parts in BUNDLES.items()
            }
            made[sprite.FILE] = sprite.drawn(settings.BASE_DIR / "templates")
            for name, content in made.items():
                self.delete(name)
                self._save(name, ContentFile(content))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def small(name: str, content: bytes) -> bytes:
    """The same style sheet or script without what only people read."""
    if name.endswith(".css"):
        return STRING_OR_NEEDLESS.sub(lambda found: found[1] or b" ", content)
    made: bytes = rjsmin.jsmin(content)
    return made


def _read(storage: Any, path: str) -> bytes:
    with storage.open(path) as file:
        content: bytes = file.read()
    return content


def linked(name: str) -> list[str]:
    """The addresses a page links for a bundle: its own, or those of its parts where nothing puts them together."""
    files = [name] if isinstance(staticfiles_storage, BundledStorage) else BUNDLES[name]
    return [staticfiles_storage.url(file) for file in files]


def linked_icons() -> list[str]:
    """The address of the icons' file; none where pages draw their icons."""
    return [staticfiles_storage.icons[0]] if isinstance(staticfiles_storage, BundledStorage) else []
