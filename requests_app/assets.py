"""The style sheet and the script that every page has: kept in files by subject, sent as one file each.

A first visit asks for two files instead of ten, which on a phone's network is most of the wait. `collectstatic` puts
them together; without it, in development, a page links the parts themselves, so that a browser's tools show those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES, SCRIPTS = "css/portal.css", "js/portal.js"
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
}


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed as WhiteNoise does it, with the bundles among the files."""

    def post_process(
        self, paths: dict[str, Any], *, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """`paths`: what was collected, by name, with the storage it lies in."""
        if not dry_run:
            for name, parts in BUNDLES.items():
                self._put_together(name, [paths[part] for part in parts])
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _put_together(self, name: str, parts: list[tuple[Any, str]]) -> None:
        # A line of its own between two scripts: the last line of one may be a comment.
        content = b"\n".join(_read(storage, path) for storage, path in parts)
        self.delete(name)
        self._save(name, ContentFile(content))


def _read(storage: Any, path: str) -> bytes:
    with storage.open(path) as file:
        content: bytes = file.read()
    return content


def linked(name: str) -> list[str]:
    """The addresses a page links for a bundle: its own, or those of its parts where nothing puts them together."""
    files = [name] if isinstance(staticfiles_storage, BundledStorage) else BUNDLES[name]
    return [staticfiles_storage.url(file) for file in files]
