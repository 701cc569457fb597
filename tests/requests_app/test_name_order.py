"""Names stand where a reader of the language looks for them, in lists of PostgreSQL and of Python alike."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from requests_app import name_order
from requests_app.models import User
from tests.conftest import SignedIn
from tests.make import make_user

NAMES = ["王芳", "Яна", "bob", "李伟", "Ёлкин", "Anna", "陈静", "Жук", "Егор", "张敏", "安琪"]
ORDERS = [
    ("zh-hans", ["安琪", "陈静", "李伟", "王芳", "张敏"]),  # an chen li wang zhang
    ("ru", ["Егор", "Ёлкин", "Жук", "Яна"]),
    ("en", ["Anna", "bob"]),
]


@pytest.mark.parametrize(("language", "wanted"), ORDERS)
def test_the_database_and_python_agree(db: None, language: str, wanted: list[str]) -> None:
    for number, name in enumerate(NAMES):
        make_user(name, email=f"{number}@example.com")
    with override(language):
        read = [one.display_name for one in User.objects.by_name()]
        assert [name for name in read if name in wanted] == wanted
        assert sorted(NAMES, key=name_order.key) == read


def test_characters_beyond_the_common_ones_are_sorted_somewhere(db: None) -> None:
    make_user("𠀀𠀁", email="a@example.com")
    make_user("李", email="b@example.com")
    with override("zh-hans"):
        assert [one.display_name for one in User.objects.by_name()] == sorted(["𠀀𠀁", "李"], key=name_order.key)


def test_pages_of_the_directory_go_on_in_the_readers_order(sign_in: SignedIn, ada: User) -> None:
    ada.language = "zh-hans"
    ada.save()
    for number in range(60):
        make_user("李伟", email=f"li{number}@example.com")
    last = make_user("张敏", email="zhang@example.com")
    client = sign_in(ada)
    first = client.get("/people/").content.decode()
    after = first.partition("after=")[2].partition('"')[0]
    second = client.get(f"/people/?after={after}").content.decode()
    assert last.email not in first
    assert last.email in second
    assert first.count("李伟") + second.count("李伟") >= 60
