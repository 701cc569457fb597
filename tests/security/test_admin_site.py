"""Django's admin site tells admins nothing that its pages do not offer, and everybody else nothing at all."""

from __future__ import annotations

import pytest

from requests_app.models import User
from tests.conftest import SignedIn


@pytest.mark.parametrize(
    "question",
    ["user/?password__startswith=pbkdf2", "user/?password__regex=.", "department/?head__password__startswith=pbkdf2",
     "membership/?user__password__startswith=pbkdf2", "user/?rating__isnull=0", "user/?requests__gt=0",
     "user/?last_login__isnull=1"],
)  # fmt: skip
def test_a_list_answers_no_question_it_does_not_offer(question: str, maria: User, ada: User, sign_in: SignedIn) -> None:
    """Asked beginning by beginning, a filtered list would tell the hash of a password."""
    assert sign_in(ada).get(f"/admin/requests_app/{question}").status_code in (302, 400)


@pytest.mark.parametrize(
    "question", ["user/?is_active__exact=1", "user/?department__id__exact={it}", "membership/?role__exact=manager"]
)
def test_the_filters_beside_a_list_work(question: str, maria: User, ada: User, sign_in: SignedIn) -> None:
    path = f"/admin/requests_app/{question}".format(it=maria.memberships.get().department_id)
    assert sign_in(ada).get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "requests_app/user/", "requests_app/membership/add/", "autocomplete/"])
def test_a_manager_has_no_business_there(path: str, maria: User, sign_in: SignedIn) -> None:
    assert sign_in(maria).get(f"/admin/{path}").status_code in (302, 403)
