"""Every mail says all of it in the reader's language: subject, sentence, reason, link, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from requests_app import clock
from requests_app.models import User
from requests_app.notifications import examples, texts
from requests_app.notifications import mail as letters

# Names of people and products have two words in Latin letters at most.
ENGLISH = re.compile(r"[A-Za-z]+(?:[ ,][ ]?[A-Za-z]+){2,}")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
SCRIPTS = {"zh-hans": r"[\u4e00-\u9fff]", "ru": r"[а-яё]"}


def english_in(text: str) -> Iterator[str]:
    yield from ENGLISH.findall(ADDRESS.sub("", text))


@pytest.mark.django_db
@pytest.mark.parametrize("language", SCRIPTS)
def test_no_kind_of_mail_has_an_english_sentence(ada: User, it: object, language: str) -> None:
    ada.language = language
    ada.save(update_fields=["language"])
    wrong = []
    with translation.override(language):
        for kind in texts.kinds():
            said = letters.example(examples.example_of(kind, ada, now=clock.now()), None)
            for part, text in (("subject", said.subject), ("text", said.text)):
                wrong += [f"{kind}, {part}: {found}" for found in english_in(text)]
                if not re.search(SCRIPTS[language], text):
                    wrong.append(f"{kind}, {part} is in another language: {text}")
    assert wrong == []


def test_an_english_sentence_is_found() -> None:
    assert list(english_in("Ada Lind пишет: the clock rests now. https://portal.example/the-page")) == [
        "the clock rests now"
    ]
