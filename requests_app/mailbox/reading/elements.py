"""Elements of HTML by what they do to a text, as far as letters need it."""

from __future__ import annotations

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "param", "source", "track", "wbr"),
}
# Blocks with room around them: an empty line in Markdown.
APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure"}
LISTS = {"ul", "ol", "dir", "menu"}
CELLS = {"td", "th"}
BLOCKS = {
    *APART,
    *LISTS,
    *CELLS,
    *("html", "body", "div", "center", "section", "article", "header", "footer", "main", "aside", "nav", "address"),
    *("li", "dt", "dd", "tr", "thead", "tbody", "tfoot", "caption", "figcaption"),
    *("form", "fieldset", "legend", "details", "summary"),
}
# Nobody reads these.
SKIPPED = {"head", "template", "svg", "math", "object", "audio", "video", "select", "button", "xml"}
# What begins right inside of one of these ends it.
ENDED_BY = {
    "p": BLOCKS - {"html", "body"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th", "tr", "tbody"},
    "th": {"td", "th", "tr", "tbody"},
    "tr": {"tr", "tbody"},
    "head": {"body"},
}
IN_TABLES = {"table", "thead", "tbody", "tfoot", "tr", *CELLS, "html", "body"}
