"""Where a form says to go on afterwards is a path of this portal, or nowhere."""

from __future__ import annotations

import pytest

from requests_app.models import Department, User
from tests.conftest import SignedIn

ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "///evil.example"]
NO_PATH = ["x", "1", "a:b", "home", "a\0b", "-"]


@pytest.mark.parametrize("target", [*ELSEWHERE, *NO_PATH])
def test_anything_else_leads_to_the_usual_page(target: str, olga: User, sign_in: SignedIn) -> None:
    answer = sign_in(olga).post("/preferences/", {"language": "ru", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("target", [*ELSEWHERE, *NO_PATH])
def test_the_view_a_bulk_change_comes_back_to_is_one_of_the_queue(
    target: str, it: Department, olga: User, sign_in: SignedIn
) -> None:
    answer = sign_in(olga).post("/queue/it/bulk/", {"requests": "1", "query": target, "next": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/queue/it/?")
    assert "evil" not in answer["Location"]


def test_a_path_cannot_carry_a_header(olga: User, sign_in: SignedIn) -> None:
    answer = sign_in(olga).post("/preferences/", {"language": "ru", "next": "/x\r\nSet-Cookie: a=b"})
    assert answer["Location"] == "/x%0D%0ASet-Cookie:%20a=b"
