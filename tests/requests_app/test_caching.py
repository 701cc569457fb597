"""How pages travel and where they may stay: compressed, with the one browser that asked, and not after signing out."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from requests_app.caching import CompressedPagesMiddleware, PrivatePagesMiddleware
from requests_app.models import User
from tests.conftest import SignedIn

TEXT = b"the same words again and again " * 40


def answered(response: HttpResponseBase, *, accepts: str = "gzip, br") -> HttpResponseBase:
    """What reaches a browser of what a view returns."""

    def view(request: HttpRequest) -> HttpResponseBase:
        return response

    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return CompressedPagesMiddleware(view).process_response(request, PrivatePagesMiddleware(view)(request))


class TestCompression:
    @pytest.mark.parametrize(
        "kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml", "text/csv", "text/vtt"]
    )
    def test_texts_travel_compressed(self, kind: str) -> None:
        answer = answered(HttpResponse(TEXT, content_type=kind))
        assert answer["Content-Encoding"] == "gzip"
        assert isinstance(answer, HttpResponse)
        assert len(answer.content) < len(TEXT)
        assert gzip.decompress(answer.content) == TEXT

    def test_a_browser_that_cannot_unpack_gets_them_as_they_are(self) -> None:
        answer = answered(HttpResponse(TEXT), accepts="identity")
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer["Vary"]

    def test_the_length_tells_nobody_what_is_on_the_page(self) -> None:
        """A secret beside words of an attacker's choice could be guessed by the length of the two packed together."""
        lengths = {len(getattr(answered(HttpResponse(TEXT)), "content", b"")) for _ in range(40)}
        assert len(lengths) > 5

    @pytest.mark.parametrize("kind", ["image/png", "application/zip", "application/pdf"])
    def test_files_are_left_alone(self, kind: str) -> None:
        assert "Content-Encoding" not in answered(HttpResponse(TEXT, content_type=kind)).headers

    def test_what_streams_is_left_alone(self) -> None:
        streams = (StreamingHttpResponse([TEXT], content_type="text/csv"), FileResponse([TEXT], filename="words.txt"))
        assert [one for one in streams if "Content-Encoding" in answered(one).headers] == []


class TestWherePagesStay:
    def test_with_the_browser_that_asked_which_asks_again(self) -> None:
        assert answered(HttpResponse(TEXT))["Cache-Control"] == "private, no-cache"

    def test_going_back_never_shows_the_part_of_a_page_that_htmx_asked_for(self) -> None:
        assert "HX-Request" in answered(HttpResponse(TEXT))["Vary"]

    def test_what_says_itself_how_long_it_stays_is_believed(self) -> None:
        response = HttpResponse(TEXT, headers={"Cache-Control": "private, no-store"})
        assert answered(response)["Cache-Control"] == "private, no-store"

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/", "/requests/", "/services/", "/notifications/", "/preferences/"])
    def test_ordinary_pages_can_be_gone_back_to_at_once(self, li_wei: User, sign_in: SignedIn, path: str) -> None:
        """Browsers keep no page alive that says `no-store`."""
        assert sign_in(li_wei).get(path)["Cache-Control"] == "private, no-cache"

    @pytest.mark.django_db
    def test_the_page_to_sign_in_stays_nowhere(self) -> None:
        assert "no-store" in Client().get("/sign-in/")["Cache-Control"]

    @pytest.mark.django_db
    def test_signing_out_throws_away_what_the_browser_kept(self, li_wei: User, sign_in: SignedIn) -> None:
        assert sign_in(li_wei).post("/sign-out/")["Clear-Site-Data"] == '"cache"'
