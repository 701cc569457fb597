"""What people write, as safe HTML: Markdown for those who know it, line by line for everybody else.

Left out of Markdown is what plain texts run into by accident: HTML, entities and escapes (`\\\\server\\share`), code by
indentation, underlines that make headings (`---`). Pictures become links, since a page asks no other host for anything;
only pictures that were uploaded with a text are shown in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.html import Urlizer, escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

# Beyond these a text is shown as it was typed: parsing takes more than its share of time, and nobody formats so much.
MAX_CHARACTERS = 20_000
MAX_MARKS = 1_000
MAX_LINES = 2_000
REMEMBERED = 1024  # texts: some pages of long conversations

TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_MARKS = re.compile(r"[\[\]*_~`<>|]")
# Without one of these there is nothing to link, and Urlizer need not look at every word.
_LINKED = re.compile(r"[.@:]")

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="nofollow noopener noreferrer",
)
# Pictures of the portal itself: only the renderer below makes them, and only with these addresses.
OUR_PICTURES = "/attachments/"
_cleaner_with_pictures = nh3.Cleaner(
    tags=TAGS | {"img"},
    attributes=ATTRIBUTES | {"img": {"src", "alt", "loading"}},
    attribute_filter=lambda tag, name, value: (
        None if (tag, name) == ("img", "src") and not value.startswith(OUR_PICTURES) else value
    ),
    url_schemes=SCHEMES,
    link_rel="nofollow noopener noreferrer",
)
NO_PICTURES: Mapping[str, str] = MappingProxyType({})
_urlize = Urlizer()


def to_html(text: str, *, mentioned: Sequence[str] = (), pictures: Mapping[str, str] = NO_PICTURES) -> SafeString:
    """Safe HTML of a text by anybody. Names in `mentioned` stand out where the text has them after an @.

    `pictures`: addresses by file name, of those that `![words](file name)` shows in place.
    """
    return mark_safe(_html(text, tuple(mentioned), tuple(sorted(pictures.items()))))  # noqa: S308 # nosec B703 - nh3 cleaned it


def to_plain(text: str) -> str:
    """The words of a text without its signs, in one line: for excerpts, where **bold** would be noise."""
    if len(text) > MAX_CHARACTERS or _is_too_much(text):
        return " ".join(text.split())
    blocks = _markdown.parse(text, {"plain": True})
    words = (_words_of(block) for block in blocks if block.type in ("inline", "fence", "code_block"))
    return " ".join(" ".join(words).split())


def _words_of(block: Token) -> str:
    if not block.children:
        return block.content
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if one.type in breaks else one.content for one in block.children)


@lru_cache(maxsize=REMEMBERED)
def _html(text: str, mentioned: tuple[str, ...], pictures: tuple[tuple[str, str], ...] = ()) -> str:
    if len(text) > MAX_CHARACTERS:
        return f"<p>{escape(text)}</p>"
    if _is_too_much(text):
        return _cleaner.clean(f"<p>{_linked(text)}</p>")
    rendered: str = _markdown.render(text, {"mentioned": mentioned, "pictures": dict(pictures)})
    return (_cleaner_with_pictures if pictures else _cleaner).clean(rendered).strip()


def _is_too_much(text: str) -> bool:
    return text.count("\n") > MAX_LINES or len(_MARKS.findall(text)) > MAX_MARKS


def _linked(text: str) -> str:
    if not _LINKED.search(text):
        return escape(text)
    return str(_urlize(text, nofollow=True, autoescape=True))


# How it differs from CommonMark


def _emphasis(state: StateInline, silent: bool) -> bool:
    """As markdown-it does it, but 2*3*4 stays, and Chinese needs no spaces: **注意：**请 is strong."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos]
    after = state.src[state.pos + run.length : state.pos + run.length + 1]
    opens, closes = run.can_open, run.can_close
    if marker == "*":
        if run.length == 1 and before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
            return False
        opens = opens or (_is_wide(before) and not (after.isspace() or not after))
        closes = closes or (_is_wide(after) and not (before.isspace() or not before))
    for _number in range(run.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=run.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos += run.length
    return True


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in ("W", "F")


def _link_and_name(state: StateCore) -> None:
    """Addresses in a text become links, as everywhere in the portal; names that were mentioned stand out."""
    if state.env.get("plain"):
        return
    names = _names(state.env.get("mentioned", ()))
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _dressed(block.children, names)


def _names(mentioned: Sequence[str]) -> re.Pattern[str] | None:
    longest_first = sorted({name for name in mentioned if name}, key=len, reverse=True)
    return re.compile("@(?:" + "|".join(map(re.escape, longest_first)) + ")", re.IGNORECASE) if longest_first else None


def _dressed(tokens: list[Token], names: re.Pattern[str] | None) -> list[Token]:
    inside_links = 0
    for token in tokens:
        inside_links += token.type == "link_open"
        inside_links -= token.type == "link_close"
        if token.type == "text" and not inside_links:
            token.type, token.content = "html_inline", _with_names(token.content, names)
    return tokens


def _with_names(text: str, names: re.Pattern[str] | None) -> str:
    if names is None:
        return _linked(text)
    html, end = [], 0
    for found in names.finditer(text):
        html += [_linked(text[end : found.start()]), f"<strong>{escape(found.group())}</strong>"]
        end = found.end()
    return "".join([*html, _linked(text[end:])])


class _Renderer(RendererHTML):
    def softbreak(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return "<br>"

    hardbreak = softbreak

    def image(self, tokens: Sequence[Token], idx: int, options: object, env: MutableMapping[str, Any]) -> str:
        href, words = str(tokens[idx].attrGet("src") or ""), tokens[idx].content
        if address := env["pictures"].get(unquote(href)):
            return f'<img src="{escape(address)}" alt="{escape(words or unquote(href))}" loading="lazy">'
        return f'<a href="{escape(href)}">{escape(words or href)}</a>'

    def heading_open(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        # A message must not add to the headings that people walk the page by.
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:
        return "</strong></p>\n"


def _make() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline", "entity", "escape", "code", "lheading", "reference"])
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.core.ruler.after("text_join", "link_and_name", _link_and_name)
    return parser


_markdown = _make()
