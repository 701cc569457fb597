from __future__ import annotations

import pytest
from django.utils.translation import override

from requests_app.phrases import grouped, listed, sentences


@pytest.mark.parametrize(
    ("language", "list_", "groups", "text"),
    [
        ("en", "a, b, c", "a, b; c", "First. Second. Third."),
        ("ru", "a, b, c", "a, b; c", "First. Second. Third."),
        ("zh-hans", "a、b、c", "a、b；c", "First.Second.Third."),
    ],
)
def test_lists_and_sentences_have_the_signs_of_the_language(language: str, list_: str, groups: str, text: str) -> None:
    with override(language):
        assert listed(["a", "b", "c"]) == list_
        assert grouped([listed(["a", "b"]), "c"]) == groups
        assert sentences(["First.", "Second.", "Third."]) == text


def test_one_item_stands_alone_and_none_is_empty() -> None:
    assert [listed(["a"]), grouped(["a"]), sentences(["A."])] == ["a", "a", "A."]
    assert [listed([]), grouped([]), sentences([])] == ["", "", ""]
