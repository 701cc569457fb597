"""Message catalogues without gettext on the machine: Babel extracts, merges, checks and compiles them.

Templates are turned into Python-like text by Django's own `templatize`, so that both are read by one extractor.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from . import wording
from .wording import terms

KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
GLOSSARY = Path(settings.BASE_DIR) / "docs" / "glossary.md"
APPS = ("requests_app", "sla", "surveys", "dashboards", "operations", "config")


def languages() -> list[str]:
    """Locale names that need a catalogue: every portal language but the one the code is written in."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def file_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[tuple[Path, io.BytesIO]]:
    top = Path(settings.BASE_DIR)
    for app in APPS:
        for path in sorted((top / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, io.BytesIO(path.read_bytes())
    for path in sorted((top / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Only calls and their line numbers matter; indentation of markup would not be Python's.
            yield path, io.BytesIO("\n".join(line.lstrip() for line in python.split("\n")).encode())


def collect() -> Catalog:
    """Every translatable text of code and templates, with the places where it stands."""
    top = Path(settings.BASE_DIR)
    found = Catalog(charset="utf-8")
    for path, source in _sources():
        for line, text, comments, context in extract("python", source, KEYWORDS, ("Translators:",)):
            found.add(text, None, [(str(path.relative_to(top)), line)], auto_comments=comments, context=context)
    return found


def load(language: str) -> Catalog:
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def save(catalog: Catalog, language: str) -> None:
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Places by file only: line numbers would change every catalogue with every edit.
        write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def update(language: str, found: Catalog) -> Catalog:
    """Take over new texts, drop those nobody uses. Never guesses: a similar text is not a translation."""
    catalog = load(language)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False, keep_user_comments=True)
    save(catalog, language)
    return catalog


def problems(language: str, found: Catalog) -> list[str]:
    """What keeps the catalogue from being complete and true: one sentence each."""
    catalog = load(language)
    struck = terms.read(GLOSSARY)
    return [
        *_missing(language, catalog, found),
        *_unused(language, catalog, found),
        *_broken(language, catalog),
        *slips_in(language, _messages(catalog), struck),
    ]


def problems_of_english(found: Catalog) -> list[str]:
    """What the texts of the code themselves should not say."""
    struck = terms.read(GLOSSARY)
    return [
        f"en: {_name(message)}: {slip}"
        for message in _messages(found)
        for slip in wording.slips_of_english(_text(message), struck)
    ]


def _messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def _name(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return repr(str(text)[:80])


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


def _missing(language: str, catalog: Catalog, found: Catalog) -> Iterator[str]:
    for message in _messages(found):
        first = message.id[0] if isinstance(message.id, list | tuple) else message.id
        if not is_translated(catalog.get(first, message.context)):
            place = message.locations[0][0] if message.locations else "?"
            yield f"{language}: {_name(message)} ({place}) is not translated"


def _unused(language: str, catalog: Catalog, found: Catalog) -> Iterator[str]:
    for message in _messages(catalog):
        first = message.id[0] if isinstance(message.id, list | tuple) else message.id
        if found.get(first, message.context) is None:
            yield f"{language}: {_name(message)} is used nowhere"


def _broken(language: str, catalog: Catalog) -> Iterator[str]:
    for message, errors in catalog.check():
        for error in errors:
            yield f"{language}: {_name(message)}: {error}"


def slips_in(language: str, messages: Iterable[Message], struck: Sequence[terms.Struck]) -> list[str]:
    """What an editor would strike out of these translations."""
    return [
        f"{language}: {_name(message)}: {slip}"
        for message in messages
        if is_translated(message)
        for slip in wording.slips(language, _text(message), struck)
    ]


def _text(message: Message) -> wording.Text:
    ids, strings = (value if isinstance(value, list | tuple) else (value,) for value in (message.id, message.string))
    return wording.Text(tuple(map(str, ids)), tuple(map(str, strings)), typed=message.context == "search example")


def compile_all() -> int:
    """Write the .mo files that Django reads; how many."""
    for language in languages():
        path = file_of(language)
        if path.exists():
            with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=language))
    return len(languages())
