"""A chart leaves the page as SVG, PNG and CSV: what the page shows, for whom the page is, and nothing else."""

import csv
import re
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from dashboards import rollups
from requests_app.charts import Chart
from requests_app.models import ServiceRequest, User
from requests_app.pictures import NoFont, csv_of, fonts, markup_of, png_of, svg_of
from requests_app.pictures.layout import wrapped
from requests_app.pictures.sheet import Styled, rules
from tests.conftest import SignedIn
from tests.requests_app.test_chart_templates import CHARTS

DRAWN = {kind: chart for kind, chart in CHARTS.items() if kind != "spark"}
PAGE = "/dashboards/it/?period=30d"


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("kind", DRAWN)
class TestEveryKind:
    def test_is_an_svg_that_needs_nothing_else(self, kind: str) -> None:
        svg = svg_of(markup_of(DRAWN[kind]))
        assert b"class=" not in svg
        assert b"var(" not in svg
        assert b"style" not in svg
        assert {"In & out", "Eleven more <stay> open."} <= set(texts(svg))

    def test_has_colours_for_all_it_draws(self, kind: str) -> None:
        for element in ET.fromstring(svg_of(markup_of(DRAWN[kind]))).iter():
            for name in ("fill", "stroke"):
                assert re.fullmatch(r"#[0-9a-f]{3,6}|none|url\(#hatch\)", element.get(name, "none"))

    def test_stays_inside_its_ground(self, kind: str) -> None:
        picture = Image.open(BytesIO(png_of(markup_of(DRAWN[kind])))).convert("RGB")
        width, height = picture.size
        for edge in (
            (0, 0, width, 4),
            (0, height - 4, width, height),
            (0, 0, 4, height),
            (width - 4, 0, width, height),
        ):
            assert picture.crop(edge).getextrema() == ((255, 255),) * 3

    def test_is_a_table_of_plain_numbers(self, kind: str) -> None:
        rows = list(csv.reader(StringIO(csv_of(markup_of(DRAWN[kind])).decode("utf-8-sig"))))
        assert tuple(rows[0]) == DRAWN[kind].table.header
        assert len(rows) == len(DRAWN[kind].table.rows) + 1
        assert {len(row) for row in rows} == {len(rows[0])}


def test_a_picture_is_twice_as_fine_as_the_page() -> None:
    picture = Image.open(BytesIO(png_of(markup_of(DRAWN["bars"]))))
    assert picture.size[0] == 1800
    colours = picture.convert("RGB").getcolors(10_000_000) or []
    assert (0x17, 0x64, 0x5A) in {colour for _, colour in colours}, "the bars have the first colour of the series"


def test_numbers_in_a_table_are_the_same_in_every_language() -> None:
    with translation.override("ru"):
        rows = csv_of(markup_of(DRAWN["line"])).decode("utf-8-sig").splitlines()
    assert rows[1:] == ["Jan,3,2", "Feb,4.5,–", "Mar,1,7"]


def test_a_spreadsheet_finds_no_formula() -> None:
    table = '<figure><table><tr><th>=HYPERLINK("x")</th><td>-1 point</td></tr></table></figure>'
    assert csv_of(table).decode("utf-8-sig").strip() == '"\'=HYPERLINK(""x"")",\'-1 point'


def test_a_machine_without_the_typeface_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts._face.cache_clear()
    monkeypatch.setattr(fonts, "_installed", tuple)
    with pytest.raises(NoFont):
        png_of(markup_of(DRAWN["bars"]))
    assert not fonts.can_write("打印机")
    fonts._face.cache_clear()


def test_lines_break_between_words_and_between_chinese_characters() -> None:
    assert list(wrapped("one two three", 50)) == ["one two", "three"]
    assert list(wrapped("打印机坏了", 25)) == ["打印", "机坏", "了"]


def test_the_look_comes_from_the_style_sheet_of_the_pages() -> None:
    assert len(rules()) > 40
    figure = Styled().inside(ET.fromstring('<figure class="plot"/>'))
    line = figure.inside(ET.fromstring('<path class="plot-line plot-style-2"/>'))
    assert line.look["stroke"] == "#b86a1c"
    assert line.look["stroke-dasharray"] == "7 5"


class TestFromAPage:
    @pytest.fixture
    def client(self, laptop_request: ServiceRequest, maria: User, sign_in: SignedIn) -> Client:
        rollups.recount()
        return sign_in(maria)

    def test_every_chart_offers_its_three_files_with_the_filters_of_the_page(self, client: Client) -> None:
        html = client.get(PAGE).content.decode()
        found = re.findall(r'href="([^"]+)" download', html)
        assert "/dashboards/it/?period=30d&amp;chart=flow.png" in found

    @pytest.mark.parametrize(
        ("kind", "content_type", "begins"),
        [
            ("svg", "image/svg+xml", b"<?xml"),
            ("png", "image/png", b"\x89PNG"),
            ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ],
    )
    def test_a_file_comes_as_an_attachment(self, client: Client, kind: str, content_type: str, begins: bytes) -> None:
        answer = client.get(f"{PAGE}&chart=flow.{kind}")
        assert answer.status_code == 200
        assert answer["Content-Type"] == content_type
        assert answer["Content-Disposition"] == f'attachment; filename="flow.{kind}"'
        assert answer.content.startswith(begins)

    @pytest.mark.parametrize("wanted", ["flow.exe", "nothing.svg", "flow", ".svg", "a[b.svg"])
    def test_what_is_not_on_the_page_is_not_found(self, client: Client, wanted: str) -> None:
        assert client.get(PAGE, {"period": "30d", "chart": wanted}).status_code == 404

    def test_who_may_not_see_the_page_gets_no_file(self, client: Client, olga: User, sign_in: SignedIn) -> None:
        assert sign_in(olga).get(f"{PAGE}&chart=flow.csv").status_code == 404
        assert Client().get(f"{PAGE}&chart=flow.csv").status_code == 302


def test_every_kind_names_a_template_of_its_own() -> None:
    kinds = {chart.template for chart in CHARTS.values()}
    assert len(kinds) == len(CHARTS)
    assert all(isinstance(chart, Chart) for chart in CHARTS.values())
