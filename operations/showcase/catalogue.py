"""All samples together, and how one is written down so that many can stand on one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from . import actions, charts, clocks, forms, frames, telling
from .samples import Sample, Samples

MODULES = (actions, telling, clocks, forms, frames, charts)
COMPONENTS: Path = settings.BASE_DIR / "templates" / "components"
# A component that makes no sense alone stands in what pages put it into.
AROUND = {"timeline_entry": ("<ol class='timeline'>", "</ol>"), "status_tag": ("<p>", "</p>")}
# What asks the server, takes the focus or leaves by itself keeps still here.
RESTLESS = re.compile(r'\s(?:hx-[\w-]+="[^"]*"|data-autofocus|data-toast="\w*")')
REFERENCES = re.compile(r'(\s(?:id|for|form|aria-labelledby|aria-describedby|data-opens)="|href="#|url\(#)([^")]+)')
LANDMARKS = re.compile(r'(<nav\b[^>]*?aria-label="|role="region" aria-label=")([^"]*)')


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample as HTML, once for each theme: (theme or "", markup)."""

    note: str
    stages: Sequence[tuple[str, SafeString]]


@dataclass(frozen=True, slots=True)
class Component:
    """`anchor` is the name as an id; `arguments` is what the first line of its file says."""

    name: str
    anchor: str
    arguments: str
    samples: Sequence[Shown]


def names() -> list[str]:
    """Every component there is, those of charts with their folder; what begins with “_” is part of another one."""
    found = (path.relative_to(COMPONENTS).with_suffix("") for path in COMPONENTS.rglob("[a-z]*.html"))
    return sorted(str(path) for path in found)


def samples() -> Samples:
    """By component, in the active language."""
    return {name: each for module in MODULES for name, each in module.samples().items()}


def first_line(name: str) -> str:
    """What a component says of itself and its arguments."""
    lines = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8").splitlines()
    said = next(line for line in lines if line.startswith("{#"))
    return said.removeprefix("{#").removesuffix("#}").strip()


def components(themes: Sequence[str]) -> Iterator[Component]:
    """Everything the page shows. One without samples is shown as that: tests/operations/test_showcase.py finds it."""
    made = samples()
    for name in names():
        anchor = f"c-{name.replace('/', '-')}"
        shown = [_shown(name, one, f"{anchor}-{number}", themes) for number, one in enumerate(made.get(name, ()), 1)]
        yield Component(name, anchor, first_line(name), shown)


def _shown(name: str, sample: Sample, number: str, themes: Sequence[str]) -> Shown:
    html = written(name, sample)
    return Shown(sample.note, [(theme, _apart(html, f"{number}{theme}")) for theme in themes])


def written(name: str, sample: Sample) -> str:
    """A component as a page would get it; a dialog together with what opens it."""
    html = render_to_string(f"components/{name}.html", dict(sample.arguments))
    if name == "dialog":
        opener = {"label": sample.arguments["title"], "opens": sample.arguments["id"]}
        html = render_to_string("components/button.html", opener) + html
    before, after = AROUND.get(name, ("", ""))
    return f"{before}{html}{after}"


def _apart(html: str, number: str) -> SafeString:
    """With ids and landmarks no other sample has, and nothing that acts by itself."""
    own = set(re.findall(r'\sid="([^"]+)"', html))

    def renamed(found: re.Match[str]) -> str:
        return found[1] + " ".join(f"{number}-{word}" if word in own else word for word in found[2].split(" "))

    html = REFERENCES.sub(renamed, RESTLESS.sub("", html))
    return SafeString(LANDMARKS.sub(rf"\1\2 · {number}", html))  # nosec B703 - rendered by our own templates
