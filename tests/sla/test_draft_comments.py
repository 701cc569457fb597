"""A draft before it is published: who is asked, who comments, who hears of it, and two people at one draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import Department, Notification, Service, ServiceRequest, User
from requests_app.notifications import texts
from requests_app.transitions import Refused
from sla import drafts, proposals, standards
from sla.models import ServiceStandard
from tests.conftest import SignedIn, Travel
from tests.make import make_manager, make_request, make_standard
from tests.sla.conftest import at
from tests.sla.test_standard_screens import draft_of


@pytest.fixture
def chen(analytics: Department) -> User:
    """Leads analytics, where Li Wei works."""
    return make_manager("陈晨", analytics, email="chen@example.com")


@pytest.fixture
def draft(it: Department, maria: User) -> ServiceStandard:
    return standards.revise(make_standard(it, name={"en": "IT in general"}), by=maria)


def page(pk: int, name: str = "detail") -> str:
    return reverse(f"sla:{name}", args=[pk])


def told(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person, kind__startswith="standard.").order_by("id")
    return [texts.words_of(row).line for row in rows]


def sees(person: User, draft: ServiceStandard) -> bool:
    return ServiceStandard.objects.visible_to(person).filter(pk=draft.pk).exists()


class TestSharing:
    def test_those_who_asked_for_it_within_a_year_are_asked(
        self,
        draft: ServiceStandard,
        laptop: Service,
        li_wei: User,
        chen: User,
        boris: User,
        maria: User,
        sign_in: SignedIn,
    ) -> None:
        make_request(laptop, li_wei)
        assert not sees(chen, draft)
        sign_in(maria).post(page(draft.pk, "sharing"))
        assert (sees(chen, draft), sees(boris, draft), sees(li_wei, draft)) == (True, False, False)
        assert told(chen) == ["IT asks those who use its services about a draft: “IT in general”."]
        assert told(boris) == told(maria) == told(li_wei) == []

    def test_whoever_asked_longer_ago_is_left_in_peace(
        self, draft: ServiceStandard, laptop: Service, li_wei: User, chen: User, maria: User
    ) -> None:
        request = make_request(laptop, li_wei)
        ServiceRequest.objects.filter(pk=request.pk).update(filed_at=request.filed_at - timedelta(days=366))
        with pytest.raises(Refused, match="Nobody of another department"):
            drafts.share(draft, by=maria)

    def test_of_a_services_own_standard_only_its_users(
        self, it: Department, laptop: Service, li_wei: User, maria: User
    ) -> None:
        other = Service.objects.create(provider=it, code="vpn", name={"en": "VPN"})
        draft = standards.revise(make_standard(it, other), by=maria)
        make_request(laptop, li_wei)
        assert drafts.users_of(draft, draft.department.services.first().requests.first().filed_at) == []  # type: ignore[union-attr]

    def test_of_a_standard_for_one_department_only_that_one(
        self, it: Department, analytics: Department, finance: Department, laptop: Service, li_wei: User, anna: User
    ) -> None:
        draft = standards.revise(make_standard(it, scope=(finance.pk, None)), by=None)
        for person in (li_wei, anna):
            make_request(laptop, person, now=at(9))
        assert drafts.users_of(draft, at(10)) == [finance]

    def test_nobody_to_ask_is_said(self, draft: ServiceStandard, maria: User, sign_in: SignedIn) -> None:
        answer = sign_in(maria).post(page(draft.pk, "sharing"), follow=True)
        assert "Nobody of another department asked for this" in answer.content.decode()


class TestComments:
    @pytest.fixture
    def shared(self, draft: ServiceStandard, laptop: Service, li_wei: User, chen: User, maria: User) -> ServiceStandard:
        make_request(laptop, li_wei)
        return drafts.share(draft, by=maria)

    def test_those_who_were_asked_comment_and_the_drafter_and_the_admins_hear_of_it(
        self, shared: ServiceStandard, chen: User, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        sign_in(chen).post(page(shared.pk, "comment"), {"text": "Two days is too long."})
        for person in (maria, ada):
            assert told(person) == ["陈晨 comments on the draft “IT in general”."]
            assert "Two days is too long." in sign_in(person).get(page(shared.pk)).content.decode()
        assert told(chen) == ["IT asks those who use its services about a draft: “IT in general”."]

    def test_an_empty_comment_is_said_beside_the_field(
        self, shared: ServiceStandard, chen: User, sign_in: SignedIn
    ) -> None:
        answer = sign_in(chen).post(page(shared.pk, "comment"), {"text": "   "})
        assert answer.status_code == 422
        assert "This field is required." in answer.content.decode()
        assert not shared.comments.exists()

    def test_others_do_not_even_see_that_there_is_a_draft(
        self, shared: ServiceStandard, boris: User, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        for person in (boris, li_wei, olga):
            assert sign_in(person).post(page(shared.pk, "comment"), {"text": "Mine"}).status_code == 404

    def test_whoever_was_asked_may_read_and_comment_but_change_nothing(
        self, shared: ServiceStandard, chen: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(chen)
        text = browser.get(page(shared.pk)).content.decode()
        assert reverse("sla:comment", args=[shared.pk]) in text
        assert reverse("sla:edit", args=[shared.pk]) not in text
        assert browser.get(page(shared.pk, "edit")).status_code == 403
        for name in ("sharing", "removal", "handover", "publication"):
            assert browser.post(page(shared.pk, name)).status_code == 403, name

    def test_comments_stay_with_the_version_among_those_who_were_asked(
        self, shared: ServiceStandard, chen: User, ada: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        drafts.comment(shared, "Two days is too long.", by=chen)
        assert "Two days is too long." in sign_in(ada).get(page(shared.pk, "publication")).content.decode()
        standards.publish(shared, by=ada)
        assert told(chen)[-1].startswith("“IT in general” of IT is published and counts from")
        for person, seen in ((chen, True), (ada, True), (li_wei, False)):
            text = sign_in(person).get(page(shared.pk)).content.decode()
            assert ("Two days is too long." in text) == seen
        assert sign_in(chen).post(page(shared.pk, "comment"), {"text": "Too late"}).status_code == 403


class TestHandingOver:
    def test_a_manager_asks_the_admins_to_publish(
        self, draft: ServiceStandard, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        assert "Ask for publication" in sign_in(maria).get(page(draft.pk)).content.decode()
        sign_in(maria).post(page(draft.pk, "handover"))
        assert told(ada) == ["Maria Schulz asks you to publish the draft “IT in general” of IT."]
        assert "Ready to be published" in sign_in(ada).get(reverse("sla:list")).content.decode()
        asked = sign_in(maria).get(page(draft.pk)).content.decode()
        assert "Ask for publication" not in asked
        assert asked.count("The admins are asked to publish it.") == 1, "and the promise stands where promises stand"

    def test_changing_the_draft_takes_the_question_back(self, draft: ServiceStandard, maria: User) -> None:
        drafts.hand_over(draft, by=maria)
        standards.draft(draft.scope, _same(draft), by=maria)
        draft.refresh_from_db()
        assert draft.ready_at is None

    def test_asking_twice_is_refused(self, draft: ServiceStandard, maria: User) -> None:
        drafts.hand_over(draft, by=maria)
        with pytest.raises(Refused):
            drafts.hand_over(draft, by=maria)

    def test_what_is_published_cannot_be_handed_over(self, it: Department, maria: User) -> None:
        with pytest.raises(Refused, match="no draft any more"):
            drafts.hand_over(make_standard(it), by=maria)


class TestTwoAtOneDraft:
    def typed(self, browser: Client, draft: ServiceStandard) -> dict[str, object]:
        form = browser.get(page(draft.pk, "edit")).context["form"]
        return {name: form[name].value() for name in form.fields if form[name].value() is not None}

    def test_the_second_is_told_and_loses_nothing(
        self, it: Department, draft: ServiceStandard, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        hers, his = sign_in(maria), sign_in(ada)
        first, second = self.typed(hers, draft), self.typed(his, draft)
        assert hers.post(page(draft.pk, "edit"), first | {"name_en": "Hers"}).status_code == 302
        answer = his.post(page(draft.pk, "edit"), second | {"name_en": "His", "pledge_en": "Typed with care"})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Somebody else saved this draft while you were writing" in text
        assert "Typed with care" in text
        assert str(draft_of(it).name) == "Hers"
        again = {
            name: field.value()
            for name in answer.context["form"].fields
            if (field := answer.context["form"][name]).value() is not None
        }
        assert his.post(page(draft.pk, "edit"), again).status_code == 302
        assert str(draft_of(it).name) == "His"

    def test_an_old_form_does_not_bring_a_discarded_draft_back_unseen(
        self, draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        typed = self.typed(browser, draft)
        standards.discard(draft, by=None)
        assert browser.post(page(draft.pk, "edit"), typed).status_code == 404


def _same(standard: ServiceStandard) -> proposals.Proposal:
    from sla import terms

    return proposals.Proposal(
        name=standard.name,
        pledge=standard.pledge,
        calendar=standard.calendar,
        targets=terms.read(standard).targets,
        pause_statuses=tuple(standard.pause_statuses),
    )


def test_a_year_is_measured_from_the_moment_of_asking(
    draft: ServiceStandard, laptop: Service, li_wei: User, travel: Travel
) -> None:
    make_request(laptop, li_wei, now=at(9))
    assert drafts.users_of(draft, at(9) + timedelta(days=364))
    assert not drafts.users_of(draft, at(9) + timedelta(days=366))
