"""What people write becomes safe HTML: Markdown for those who know it, nothing surprising for everybody else."""

from __future__ import annotations

import re
import time

import pytest

from requests_app.markdown import MAX_CHARACTERS, MAX_LINES, to_html, to_plain


class TestWhatItShows:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("**strong** and *soft*", "<p><strong>strong</strong> and <em>soft</em></p>"),
            ("~~gone~~", "<p><s>gone</s></p>"),
            ("`a <b>`", "<p><code>a &lt;b&gt;</code></p>"),
            ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
            ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
            ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
            ("这是**重要**的。**注意：**请看", "<p>这是<strong>重要</strong>的。<strong>注意：</strong>请看</p>"),
        ],
    )
    def test_markdown(self, text: str, html: str) -> None:
        assert to_html(text) == html

    def test_tables(self) -> None:
        html = to_html("| a | b |\n|---|--:|\n| 1 | <i> |")
        assert html.startswith("<table>")
        assert "<td>&lt;i&gt;</td>" in html
        assert "style" not in html

    def test_a_heading_is_strong_and_no_heading_of_the_page(self) -> None:
        assert to_html("# Done\ntext") == "<p><strong>Done</strong></p>\n<p>text</p>"

    def test_names_that_were_mentioned_stand_out(self) -> None:
        html = to_html("Ask @Olga Petrova, not @Ivan", mentioned=["Olga Petrova"])
        assert html == "<p>Ask <strong>@Olga Petrova</strong>, not @Ivan</p>"


class TestPlainTextsLookAsBefore:
    @pytest.mark.parametrize(
        "text",
        [
            "2*3*4 = 24",
            r"\\files\it\_new\*.log",
            "snake_case_name",
            "#10432 is the same",
            "1 < 2 & 3 > 2 &amp; so",
            "[x]: not a reference",
            "100% ~ fine",
            "readme.md, script.py",
        ],
    )
    def test_what_looks_like_markdown_by_accident_stays(self, text: str) -> None:
        plain = re.sub(r"<[^>]+>", "", to_html(text))
        assert plain == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def test_lines_stay_lines_and_paragraphs_paragraphs(self) -> None:
        assert to_html("Dear all,\nplease\n\nThanks\n---") == "<p>Dear all,<br>please</p>\n<p>Thanks</p>\n<hr>"

    def test_addresses_become_links(self) -> None:
        html = to_html("See https://a.example/x_y_z?q=1&r=2, www.example.com or li@example.com.")
        assert 'href="https://a.example/x_y_z?q=1&amp;r=2"' in html
        assert 'href="http://www.example.com"' in html
        assert 'href="mailto:li@example.com"' in html
        assert html.count('rel="nofollow noopener noreferrer"') == html.count("<a ") == 3


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onclick="alert(1))',
    "[a](https://a.example)<!-- --><b onclick=x>",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "`<script>`",
    "> <script>alert(1)</script>",
    "- <iframe src=https://evil.example>",
    "| <script> |\n|---|\n| <img src=x onerror=y> |",
    "[![x](javascript:a)](javascript:b)",
    "https://a.example/<script>alert(1)</script>",
    "https://a.example/'onmouseover='alert(1)",
    "a@b.example<script>",
    "@<script>alert(1)</script>",
    "\u2028<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "</div></article><h1 id=main class=page>mine</h1>",
    "<style>*{display:none}</style>",
    "<form action=https://evil.example><input name=password>",
]
ALLOWED = re.compile(
    r"</?(p|br|strong|em|s|code|pre|blockquote|ul|li|hr|table|thead|tbody|tr|th|td)>|</?ol( start=\"\d+\")?>|</a>"
    r'|<a href="(https?://|mailto:)[^"<>]*" rel="nofollow noopener noreferrer">|<a rel="nofollow noopener noreferrer">'
)


class TestAttacks:
    @pytest.mark.parametrize("text", ATTACKS)
    @pytest.mark.parametrize("around", ["{}", "**{}**", "> {}", "- x\n  - {}", "text {} text"])
    def test_nothing_but_the_few_elements_comes_out(self, text: str, around: str) -> None:
        html = to_html(around.format(text), mentioned=["<script>alert(1)</script>"])
        assert "<" not in ALLOWED.sub("", html), html
        for link in re.findall(r'href="([^"]*)"', html):
            assert link.startswith(("http://", "https://", "mailto:")), link

    def test_a_picture_is_a_link_so_that_no_other_host_is_asked(self) -> None:
        html = to_html("![plan](https://evil.example/p.png)")
        assert "<img" not in html
        assert 'href="https://evil.example/p.png"' in html

    @pytest.mark.parametrize(
        "text", [text * (1_000_000 // len(text)) for text in ("[", "a.com *x* ", "://", ">", "\n")]
    )
    def test_a_megabyte_takes_no_time_and_stays_harmless(self, text: str) -> None:
        began = time.process_time()
        to_html(text)
        assert time.process_time() - began < 2

    @pytest.mark.parametrize(
        "text", ["[", "![", "[a](", "*a ", "**a", "a]", "://", "http:", "`a", "> ", "- ", "|", "a\n", "www.", "a@", "&"]
    )
    def test_the_longest_text_people_may_send_takes_no_time(self, text: str) -> None:
        longest = text * (MAX_CHARACTERS // len(text))
        began = time.process_time()
        to_html(longest)
        assert time.process_time() - began < 2

    def test_what_is_too_much_is_shown_as_it_was_typed(self) -> None:
        html = to_html("**a**\n" * (MAX_LINES + 1))
        assert "<strong>" not in html
        assert html.count("**a**") == MAX_LINES + 1


class TestPlain:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("**Please** sign\n# Today\n- one\n- *two*", "Please sign Today one two"),
            ("**注意：**请看", "注意：请看"),
            ("[the form](http://a.example) `x = 1`\n> said", "the form x = 1 said"),
            ("![a screen](screen.png) see http://a.example", "a screen see http://a.example"),
            ("a < b & c <script>alert(1)</script>", "a < b & c <script>alert(1)</script>"),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
            ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
            ("", ""),
        ],
    )
    def test_an_excerpt_has_the_words_without_the_signs(self, text: str, words: str) -> None:
        assert to_plain(text) == words

    def test_what_is_too_much_stays_as_it_was_typed(self) -> None:
        assert to_plain("**a**\n" * (MAX_LINES + 1)).startswith("**a** **a**")
