"""What people write carries its language where that is not the page's."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from requests_app.templatetags.language_tags import written_in


@pytest.mark.parametrize(
    ("page", "text", "lang"),
    [
        ("en", "The laptop is broken", ""),
        ("en", "Ноутбук сломан", ' lang="ru"'),
        ("en", "笔记本电脑坏了", ' lang="zh-hans"'),
        ("zh-hans", "请把 laptop 换成 ThinkPad 吧，谢谢您", ""),
        ("zh-hans", "The laptop is broken", ' lang="en"'),
        ("ru", "Нужен доступ к Contracts 2026", ""),
        ("ru", "#12875", ""),
        ("ru", "", ""),
    ],
)
def test_the_letters_tell_the_language(page: str, text: str, lang: str) -> None:
    with translation.override(page):
        assert written_in(text) == lang


def test_tags_are_no_words() -> None:
    with translation.override("ru"):
        assert written_in(SafeString('<p class="long-latin-name"><strong>Да</strong></p>')) == ""


def test_a_message_of_the_timeline_says_its_language() -> None:
    with translation.override("en"):
        html = render_to_string("components/timeline_entry.html", {"kind": "public", "text": "Спасибо"})
    assert '<div class="prose md" lang="ru">Спасибо</div>' in html
