"""HTML letters as Markdown: what somebody would see, and nothing that was hidden from them."""

from __future__ import annotations

import pytest

from requests_app.mailbox.reading import Defect, Letter, placed, read
from requests_app.markdown import to_html


def letter(html: str) -> Letter:
    return read(f"Subject: x\nContent-Type: text/html; charset=utf-8\n\n{html}".encode())


def text(html: str) -> str:
    return letter(html).text


class TestTexts:
    def test_paragraphs_and_lines(self) -> None:
        assert text("<p>One<br>two</p><p>three</p><div>four</div><div><br></div><div>five</div>") == (
            "One\ntwo\n\nthree\n\nfour\n\nfive"
        )

    def test_paragraphs_of_outlook_are_lines(self) -> None:
        assert text("<p class=MsoNormal>One</p><p class=MsoNormal>two</p><p class=MsoNormal>&nbsp;</p><p>three") == (
            "One\ntwo\n\nthree"
        )

    def test_marks(self) -> None:
        span = "<span style='font-weight:700'>b</span>"
        html = f"<b>bold </b><b>too</b>, <i>slanted</i>, <s>gone</s>, <code>a*b</code>, {span}"
        assert text(html) == "**bold too**, *slanted*, ~~gone~~, `a*b`, **b**"

    def test_headings_are_bold_lines(self) -> None:
        assert text("<h1>Printer</h1>broken") == "**Printer**\n\nbroken"

    def test_entities_and_spaces(self) -> None:
        assert text("a &amp; b&nbsp;&lt;c&gt;   d&#8203;e &#99999999999999999999;") == "a & b <c> de"

    def test_lists(self) -> None:
        assert text("<ul><li>one<ul><li>deep</ul><li><p>two</p></ul><ol start=3><li>three<li>four</ol>") == (
            "- one\n   - deep\n- two\n\n3. three\n4. four"
        )

    def test_lists_of_word(self) -> None:
        point = "<span style='mso-list:Ignore'>·<span style='font:7pt'>&nbsp;&nbsp; </span></span>"
        assert (
            text(f"<p class=MsoListParagraph>{point}one</p><p class=MsoListParagraph>{point}two</p>") == "- one\n- two"
        )

    def test_what_was_broken_is_still_read(self) -> None:
        assert text("<p>a <b>b <p>c</b> d < e </i></div> <td>f <a href='x>g") == "a **b**\n\n**c**\n\nd < e\n\nf g"


class TestTables:
    def test_figures_stay_a_table(self) -> None:
        html = "<table><tr><th>Item<th>Price</tr><tr><td>Pen|s<td>2</tr><tr><td>Ink<td>30</tr></table>"
        assert text(html) == "| Item | Price |\n| --- | --- |\n| Pen\\|s | 2 |\n| Ink | 30 |"
        assert "<td>Pen|s</td>" in to_html(text(html))

    def test_a_page_held_together_by_tables_is_lines(self) -> None:
        inner = "<table><tr><td>Hello</td></tr></table>"
        html = f"<table><tr><td>{inner}</td></tr><tr><td><p>one</p><p>two</p></td></tr></table>"
        assert text(html) == "Hello\none\n\ntwo"

    def test_names_and_values_are_lines(self) -> None:
        assert text("<table><tr><td>Room:<td>12</tr><tr><td>Floor:<td>3</table>") == "Room: 12\nFloor: 3"


class TestLinks:
    @pytest.mark.parametrize(
        ("html", "markdown"),
        [
            ('<a href="https://example.com/a(b)">here</a>', "[here](https://example.com/a%28b%29)"),
            ('<a href="https://example.com/">example.com</a>', "example.com"),
            ('<a href="https://example.com/">https://example.com</a>', "https://example.com/"),
            ('<a href="mailto:it@example.com">it@example.com</a>', "it@example.com"),
            ('<a href="javascript:alert(1)">here</a>', "here"),
            ('<a href=" data:text/html,x">here</a>', "here"),
            ('<a href="https://evil.example">https://bank.example</a>', "https://bank.example (https://evil.example)"),
            ('<a href="https://example.com/x">a [b] c</a>', "[a (b) c](https://example.com/x)"),
        ],
    )
    def test_links(self, html: str, markdown: str) -> None:
        assert text(html) == markdown


class TestPictures:
    def test_pictures_that_came_along_stand_in_their_place(self) -> None:
        shown = text('Look: <img src="cid:im age@x" alt="the [screen]"> there')
        assert shown == "Look: ![the screen](cid:im%20age@x) there"
        assert placed(shown, {"im age@x": "screen 1.png"}) == "Look: ![the screen](screen%201.png) there"
        assert placed(shown, {}) == "Look: the screen there"

    def test_placed_pictures_are_shown_by_the_portal(self) -> None:
        shown = placed(text('<img src="cid:a" alt="x">'), {"a": "screen 1.png"})
        assert '<img src="/attachments/7/"' in to_html(shown, pictures={"screen 1.png": "/attachments/7/"})

    def test_pixels_and_pictures_of_other_hosts_are_not_asked_for(self) -> None:
        pixel = '<img src="https://t.example/p.gif" width="1" height="1" alt="p">'
        assert text(f'{pixel}<img src="https://x.example/l.png" alt="Logo">Hi') == "LogoHi"

    def test_pictures_within_the_text_become_files(self) -> None:
        read_letter = letter('<img alt="x" src="data:image/png;base64,iVBORw0KGgo="><img src="data:text/html,x">')
        (file,) = read_letter.attachments
        assert (file.name, file.content_type, file.content) == ("picture-1.png", "image/png", b"\x89PNG\r\n\x1a\n")
        assert read_letter.text == f"![x](cid:{file.content_id})"


class TestWhatNobodySees:
    @pytest.mark.parametrize(
        "html",
        [
            "<style>p{color:red}</style>",
            "<script>alert('</b>')</script>",
            "<SCRIPT>if (a<b) x()</Script>",
            "<!-- secret --><!--[if mso]><p>secret</p><![endif]-->",
            "<head><title>secret</title><meta name=x content=secret></head>",
            '<div style="display:none">secret<div>deep</div></div>',
            '<div style="max-height:0px;overflow:hidden">secret</div>',
            '<span style="font-size: 0px">secret</span>',
            "<p hidden>secret</p>",
            "<svg><text>secret</text></svg>",
            "<template>secret</template><select><option>secret</select>",
        ],
    )
    def test_it_is_left_out(self, html: str) -> None:
        assert text(f"before {html} after").split() == ["before", "after"]

    def test_nothing_in_it_is_html_for_the_portal(self) -> None:
        shown = to_html(text("&lt;script&gt;alert(1)&lt;/script&gt;<b onclick=x>b</b>"))
        assert "<script" not in shown
        assert "onclick" not in shown

    def test_turning_and_hidden_signs_are_left_out(self) -> None:
        assert text("a\u202eb\u2066c\ue000d\ufefff") == "abcdf"


class TestVersions:
    def _letter(self, plain: str, html: str) -> Letter:
        return read(
            b'Subject: x\nContent-Type: multipart/alternative; boundary="b"\n\n'
            b"--b\nContent-Type: text/plain; charset=utf-8\n\n%b\n"
            b"--b\nContent-Type: text/html; charset=utf-8\n\n%b\n--b--" % (plain.encode(), html.encode())
        )

    def test_html_knows_more(self) -> None:
        assert self._letter("a long line that was\nbroken", "<p>a <b>long</b> line</p>").text == "a **long** line"

    def test_an_empty_version_loses(self) -> None:
        assert self._letter("Hello", "<div><br></div>").text == "Hello"

    def test_a_version_that_says_next_to_nothing_loses(self) -> None:
        assert self._letter("word " * 60, "<p>See the text.</p>").text.startswith("word word")


def test_a_page_without_end_is_cut() -> None:
    read_letter = letter("<p>a word and more " * 15_000)
    assert Defect.CUT in read_letter.defects
    assert len(read_letter.text) <= 200_000
