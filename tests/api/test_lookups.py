"""What programs look up before they file: notices here; services, people and the rest are in the role table."""

from __future__ import annotations

from requests_app.models import Department, User
from tests.api.conftest import Program
from tests.make import make_notice


def test_notices_come_in_the_readers_language(it: Department, maria: User, li_wei: User, program: Program) -> None:
    make_notice(it, maria, title="Mail is slow")
    (notice,) = program(li_wei, "read").get("/api/v1/notices/").json()["results"]
    assert (notice["title"], notice["text"]) == ("Mail is slow", "Text.")
    assert notice["department"]["code"] == "it"
