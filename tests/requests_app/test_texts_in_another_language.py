"""What an admin wrote in one language only is shown to everybody, and says in which language it is."""

from __future__ import annotations

from django.utils import translation

from requests_app.models import Service, Translated, User, company
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


def test_lists_and_pages_say_it_too(laptop: Service, li_wei: User, maria: User, sign_in: SignedIn) -> None:
    laptop.provider.description = Translated({"en": "Everything that should simply work."})
    laptop.provider.save(update_fields=["description"])
    for person in (li_wei, maria):
        person.language = "ru"
        person.save(update_fields=["language"])
    reader, manager = sign_in(li_wei), sign_in(maria)
    told = '<span lang="en">English</span>'
    for page in (reader.get("/services/"), reader.get("/services/it/"), manager.get("/catalogue/it/")):
        assert told in page.content.decode()


class TestTheEditor:
    def edited(self, maria: User, sign_in: SignedIn) -> str:
        return sign_in(maria).get("/catalogue/it/services/laptop/").content.decode()

    def test_it_names_the_languages_that_are_missing(self, laptop: Service, maria: User, sign_in: SignedIn) -> None:
        laptop.name = Translated({"en": "Laptop", "ru": "Ноутбук"})
        laptop.description = laptop.to_bring = Translated()
        laptop.save()
        html = self.edited(maria, sign_in)
        assert html.count("Still missing: ") == 1  # where nothing was written at all, nothing is missing
        assert "Still missing: 简体中文" in html

    def test_languages_the_company_does_not_offer_are_not_missed(
        self, laptop: Service, maria: User, sign_in: SignedIn
    ) -> None:
        laptop.name = Translated({"en": "Laptop"})
        laptop.description = laptop.to_bring = Translated()
        laptop.save()
        company.remember(company.Said("Acme", ("en", "ru")))
        assert "Still missing: Русский<" in self.edited(maria, sign_in)
        company.remember(company.Said("Acme", ("en",)))
        assert "Still missing" not in self.edited(maria, sign_in)
