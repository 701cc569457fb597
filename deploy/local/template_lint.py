"""Looks at every template: it compiles, keeps to the content security policy, and shows no untranslated word.

A step of `./portal check`. Unlike the launcher it runs inside .venv, where Django is.
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
TAG = re.compile(r"{%.*?%}", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
# A block of class names is an attribute written elsewhere.
CLASSES = re.compile(r"{%\s*block\s+(?:\w*class|kind)\s*%}.*?{%\s*endblock.*?%}", re.DOTALL)
# The code is written in English; a language's own name in another script needs no translation.
WORD = re.compile(r"[A-Za-z]{2,}")
SHOWN = {"alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label", "placeholder"}
SHOWN |= {"summary", "title"}
# What a script says: two words are a sentence, one is a name for the script.
SAID_BY_SCRIPT = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
# `{% include "components/button.html" with label="Save" %}`: words given to a component, or said where a value is none.
GIVEN = re.compile(r"(?:=|default:|default_if_none:|yesno:|firstof .*?)(?P<quote>[\"'])(?P<words>.*?)(?P=quote)")
SENTENCE = re.compile(r"^[A-Z][a-z]+(?: |$)|[A-Za-z]{2,} [A-Za-z]{2,}")
# Class names, by the names of the arguments that take them.
STYLING = re.compile(r"\b(?:kind|class|tone|icon|size|attrs)=(?P<quote>[\"']).*?(?P=quote)|_\((?P<q>[\"']).*?(?P=q)\)")
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}
# Names of the product and of keys are the same in every language.
UNSPOKEN = {"script", "style", "kbd", "code", "svg"}
SAME_EVERYWHERE = {"Counterpart"}


class Page(HTMLParser):
    """Collects what is wrong with one template, as (line, sentence)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for sentence in [*_policy(tag, values), *_words(values)]:
            self.found.append((self.getpos()[0], sentence))
        if tag in UNSPOKEN:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            del self.inside[self.inside.index(tag) :]

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0]
        if self.inside and self.inside[-1] == "script" and data.strip():
            self.found.append((line, "inline script; the policy forbids it"))
        elif not self.inside and (words := _spoken(data)):
            self.found.append((line, f"untranslated text {words!r}"))


def _policy(tag: str, values: dict[str, str]) -> Iterator[str]:
    if tag == "style" or "style" in values:
        yield "inline style; the policy forbids it"
    if handler := next((name for name in values if name.startswith("on")), None):
        yield f"inline script ({handler}); the policy forbids it"
    source = values.get(LOADED.get(tag, ""), "")
    if re.match(r"(https?:)?//", source):
        yield f"loads {source} from another host"
    if tag == "img" and "alt" not in values:
        yield "img without alt"


def _words(values: dict[str, str]) -> Iterator[str]:
    for name in SHOWN & values.keys():
        if words := _spoken(values[name]):
            yield f"untranslated {name} {words!r}"
    for name, value in values.items():
        if name.startswith("data-") and SAID_BY_SCRIPT.search(value):
            yield f"untranslated {name} {value[:60]!r}"


def _spoken(text: str) -> str:
    words = [word for word in WORD.findall(text) if word not in SAME_EVERYWHERE]
    return " ".join(text.split())[:60] if words else ""


def problems(text: str) -> list[tuple[int, str]]:
    """Of one template's text, by line. Django's own tags leave no trace but their line breaks."""
    for pattern, stand_in in ((COMMENT, ""), (CLASSES, ""), (TRANSLATED, "1"), (TAG, ""), (VARIABLE, "1")):
        text = pattern.sub(lambda match, stand_in=stand_in: stand_in + "\n" * match[0].count("\n"), text)  # type: ignore[misc]
    page = Page()
    page.feed(text)
    page.close()
    return page.found


def given(text: str) -> list[tuple[int, str]]:
    """Untranslated words in Django's own tags, by line; what `problems` does not see."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return [
        (text.count("\n", 0, tag.start()) + 1, f"untranslated words {found['words']!r} in a tag")
        for tag in re.finditer(f"{TAG.pattern}|{VARIABLE.pattern}", text, re.DOTALL)
        if not tag[0].startswith(("{% translate", "{% blocktranslate", "{% url", "{% static"))
        for found in GIVEN.finditer(STYLING.sub("", tag[0]))
        if SENTENCE.search(found["words"]) and found["words"] not in SAME_EVERYWHERE
    ]


def _compiled(path: Path, folder: Path) -> Iterator[str]:
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    try:
        get_template(str(path.relative_to(folder)))
    except TemplateSyntaxError as error:
        yield f"{path}: {error}"


def main(folder: Path) -> int:
    import django

    django.setup()
    lines: list[str] = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"}):
        lines += _compiled(path, folder)
        source = path.read_text(encoding="utf-8")
        found = [*problems(source), *given(source)]
        if path.suffix == ".txt" or "mail" in path.parts:  # mail programs know no style but inline style
            found = [(line, text) for line, text in found if text.startswith("untranslated")]
        lines += [f"{path}:{line}: {text}" for line, text in found]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
