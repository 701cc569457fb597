"""What the template check finds, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.template_lint import given, problems

TOP = Path(__file__).resolve().parents[2]


def found(text: str) -> list[str]:
    return [sentence for _, sentence in [*problems(text), *given(text)]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p style='color: red'></p>", "inline style"),
        ("<style>p {}</style>", "inline style"),
        ("<script>go()</script>", "inline script"),
        ("<a onclick='go()'></a>", r"inline script (onclick)"),
        (
            "<script src='https://cdn.example/x.js'></script>",
            "loads https://cdn.example/x.js from another host",
        ),
        ("<link href='//fonts.example.com/x.css'>", "from another host"),
        ("<img src='/x.png'>", "img without alt"),
        ("<p>Hello</p>", "untranslated text 'Hello'"),
        ("<p>{{ name }} is late</p>", "untranslated text '1 is late'"),
        ("{% if x %}<b>Late</b>{% endif %}", "untranslated text 'Late'"),
        ("<input placeholder='Your name'>", "untranslated placeholder 'Your name'"),
        ("<a aria-label='{{ name }} opens'></a>", "untranslated aria-label"),
        ("<optgroup label='Open ones'></optgroup>", "untranslated label 'Open ones'"),
        ("<form data-confirm='Throw it away?'></form>", "untranslated data-confirm"),
        ("{% include 'components/button.html' with label='Save' only %}", "untranslated words 'Save' in a tag"),
        ("{{ name|default:'nobody yet' }}", "untranslated words 'nobody yet' in a tag"),
    ],
)
def test_it_finds(text: str, sentence: str) -> None:
    assert any(sentence in line for line in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "<script src='{% static 'js/app.js' %}' defer></script>",
        "<a href='https://example.com/'>1</a>",
        "<p>{% translate 'Hello' %}</p>",
        "<p>{% blocktranslate with name=person.name %}Hello {{ name }}{% endblocktranslate %}</p>",
        "{# args: title #}{% comment %}Not shown{% endcomment %}",
        "<a aria-label='{% translate 'Close' %}'></a>",
        "{% block main_class %}narrow{% endblock %}",
        "<b>中文</b> <b>Русский</b>",
        "<kbd>Ctrl</kbd>",
        "<svg><title>{{ tip }}</title></svg>",
        "{% include 'components/button.html' with label=_('Save') kind='main danger' only %}",
        "{{ name|default:'Counterpart' }}{{ day|date:'j M Y' }}",
        "<div data-opens='wide-menu'></div>",
        "<p>{{ a }} · {{ b }} – 7 %</p>",
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_it_names_the_line() -> None:
    text = "{# a comment\nof two lines #}\n{% blocktranslate %}\nHello\n{% endblocktranslate %}\n<p>Hello</p>"
    assert [line for line, _ in problems(text)] == [6]
