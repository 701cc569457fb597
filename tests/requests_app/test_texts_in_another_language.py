"""What an admin wrote in one language only is shown to everybody, and says in which language it is."""

from __future__ import annotations

from django.utils import translation

from requests_app.models import Service, Translated, User
from requests_app.templatetags.translated_tags import language_mark, language_of
from tests.conftest import SignedIn

WRITTEN = Translated({"zh-hans": "领取工牌"})


def test_a_reader_of_another_language_is_told_which_one_it_is() -> None:
    with translation.override("ru"):
        assert str(WRITTEN) == "领取工牌"
        assert language_of(WRITTEN) == "zh-hans"
        assert '<span lang="zh-hans">简体中文</span>' in language_mark(WRITTEN)


def test_a_reader_of_that_language_sees_no_mark() -> None:
    with translation.override("zh-hans"):
        assert (language_of(WRITTEN), language_mark(WRITTEN)) == ("zh-hans", "")


def test_where_nothing_is_written_nothing_is_said() -> None:
    with translation.override("ru"):
        assert (language_of(Translated()), language_mark(Translated())) == ("ru", "")


def test_the_page_of_a_service_has_the_mark_and_the_right_lang(
    laptop: Service, li_wei: User, sign_in: SignedIn
) -> None:
    laptop.description = Translated({"en": "Ready to use, at your desk."})
    laptop.save(update_fields=["description"])
    li_wei.language = "ru"
    li_wei.save(update_fields=["language"])
    page = sign_in(li_wei).get(f"/services/{laptop.provider.code}/{laptop.code}/").content.decode()
    assert '<p class="soft measure" lang="en">Ready to use, at your desk.' in page
    assert '<span lang="en">English</span>' in page
