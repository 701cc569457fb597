"""Quality reviews: drawn by chance, scored by a colleague, read by two; the department reads sums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from requests_app import absences, clock, transitions
from requests_app.absences import Away
from requests_app.models import ConfigurationChange, Department, Notification, Service, ServiceRequest, User
from requests_app.transitions import Refused
from surveys import reviewing, rubrics
from surveys.models import Review, Rubric
from surveys.review_sums import released, sums_of
from tests.conftest import SignedIn, Travel
from tests.make import CRITERIA, make_agent, make_request, make_review, make_rubric


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def zoe(it: Department) -> User:
    return make_agent("Zoe Adler", it)


def finished(service: Service, requester: User, worker: User) -> ServiceRequest:
    request = transitions.assign(make_request(service, requester), to=worker, by=worker)
    return transitions.confirm(transitions.resolve(request, by=worker), by=requester)


class TestDrawing:
    def test_what_is_finished_goes_to_a_colleague_once(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        make_rubric(laptop, olga, ivan)
        request = finished(laptop, li_wei, olga)
        assert (reviewing.draw_due(), reviewing.draw_due()) == (1, 0)
        review = Review.objects.get()
        assert (review.request, review.reviewer, review.owner) == (request, ivan, olga)
        assert Notification.objects.filter(recipient=ivan, kind="review_asked").exists()
        assert not Notification.objects.filter(recipient=olga, kind__startswith="review").exists()

    def test_reviewers_take_turns_and_who_is_away_is_passed_over(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User, maria: User
    ) -> None:
        make_rubric(laptop, ivan, zoe, maria)
        absences.record(zoe, Away(clock.now().date(), clock.now().date()))
        for _number in range(3):
            finished(laptop, li_wei, olga)
        reviewing.draw_due()
        assert list(Review.objects.order_by("pk").values_list("reviewer", flat=True)) == [
            *sorted([ivan.pk, maria.pk]),
            min(ivan.pk, maria.pk),
        ]

    def test_where_nobody_is_there_the_next_round_looks_again(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, travel: Travel
    ) -> None:
        make_rubric(laptop, olga, ivan)
        finished(laptop, li_wei, olga)
        absences.record(ivan, Away(clock.now().date(), clock.now().date()))
        assert reviewing.draw_due() == 0
        travel("2026-06-30 10:00")
        assert reviewing.draw_due() == 1

    def test_what_was_finished_before_is_left_alone(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, travel: Travel
    ) -> None:
        finished(laptop, li_wei, olga)
        travel("2026-06-29 11:00")
        make_rubric(laptop, olga, ivan)
        assert reviewing.draw_due() == 0

    def test_chance_is_the_same_for_whoever_asks(self, laptop: Service, olga: User, ivan: User) -> None:
        rubric = make_rubric(laptop, olga, ivan, percent=20)
        drawn = [number for number in range(5000) if reviewing.is_drawn(rubric, number)]
        assert 900 < len(drawn) < 1100
        assert drawn == [number for number in range(5000) if reviewing.is_drawn(Rubric.objects.get(), number)]
        assert all(reviewing.is_drawn(make_rubric(laptop, olga, ivan), number) for number in range(100))

    def test_what_is_confidential_goes_to_its_handlers_only(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User
    ) -> None:
        make_rubric(laptop, ivan, zoe)
        request = finished(laptop, li_wei, olga)
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        laptop.handlers.set([olga, zoe])
        reviewing.draw_due()
        assert Review.objects.get(request=request).reviewer == zoe

    def test_the_database_lets_nobody_review_themselves(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        review = make_review(finished(laptop, li_wei, olga), reviewer=ivan, owner=olga)
        review.reviewer = olga
        with pytest.raises(IntegrityError, match="review_not_of_ones_own_work"), transaction.atomic():
            review.save()


class TestBetweenTwo:
    @pytest.fixture
    def review(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> Review:
        make_rubric(laptop, olga, ivan)
        finished(laptop, li_wei, olga)
        reviewing.draw_due()
        return Review.objects.get()

    SCORES = {"score_1": "2", "score_2": "0", "score_3": "n", "coaching": "Write down the serial number next time."}

    def test_the_reviewer_scores_and_the_owner_reads_and_answers_once(
        self, review: Review, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        reviewer, owner = sign_in(ivan), sign_in(olga)
        address = f"/reviews/{review.pk}/"
        assert owner.get(address).status_code == 404, "nothing to read before it is written"
        assert review.request.title in reviewer.get("/reviews/").content.decode()
        assert reviewer.post(address, {"score_1": "2"}).status_code == 422
        assert reviewer.post(address, self.SCORES).status_code == 302
        review.refresh_from_db()
        assert review.scores == {"1": 2, "2": 0, "3": None}
        page = owner.get(address).content.decode()
        assert "Write down the serial number next time." in page
        assert "Does not apply" in page
        assert owner.post(f"{address}answer/", {"text": "I will."}).status_code == 302
        assert "already" not in owner.post(f"{address}answer/", {"text": "Again"}, follow=True).content.decode()
        review.refresh_from_db()
        assert review.answer == "I will."
        assert "I will." in reviewer.get(address).content.decode()
        kinds = Notification.objects.filter(kind__startswith="review").values_list("recipient", "kind")
        assert set(kinds) == {
            (ivan.pk, "review_asked"), (olga.pk, "review_done"), (ivan.pk, "review_answered"),
        }  # fmt: skip

    def test_what_was_sent_stays(self, review: Review, ivan: User, sign_in: SignedIn) -> None:
        sign_in(ivan).post(f"/reviews/{review.pk}/", self.SCORES)
        sign_in(ivan).post(f"/reviews/{review.pk}/", {**self.SCORES, "score_1": "0"})
        review.refresh_from_db()
        assert review.scores["1"] == 2

    def test_nobody_else_reads_it_whatever_their_role(
        self, review: Review, ivan: User, maria: User, ada: User, zoe: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        sign_in(ivan).post(f"/reviews/{review.pk}/", self.SCORES)
        root = User.objects.create_superuser("root@example.com", display_name="Root")
        for person in (maria, ada, zoe, li_wei, root):
            client = sign_in(person)
            assert client.get(f"/reviews/{review.pk}/").status_code == 404
            for address in (
                "/reviews/",
                f"/requests/{review.request_id}/",
                "/notifications/",
                "/reviews/departments/it/",
            ):
                assert "serial number" not in client.get(address).content.decode()
        told = str(list(Notification.objects.values_list("params", flat=True)))
        assert "serial" not in told

    def test_overdue_ones_lapse_without_a_word(
        self, review: Review, ivan: User, travel: Travel, sign_in: SignedIn
    ) -> None:
        before = Notification.objects.count()
        travel("2026-07-13 10:01")
        assert (reviewing.lapse_due(), reviewing.lapse_due()) == (1, 0)
        assert Notification.objects.count() == before
        assert "not reviewed in time" in sign_in(ivan).get(f"/reviews/{review.pk}/").content.decode()
        with pytest.raises(Refused, match="closed"):
            reviewing.score(review, {"1": 2, "2": 2, "3": 2}, "", by=ivan)


class TestSums:
    def test_they_grow_in_steps_that_tell_of_nobody(self) -> None:
        rows: list[dict[str, Any]] = [{"owner": owner, "scores": {}} for owner in (1, 1, 1, 2, 3, 2, 3, 1, 1, 2)]
        assert [len(released(rows[:n])) for n in range(1, 11)] == [0, 0, 0, 0, 0, 6, 6, 6, 6, 6]
        assert len(released([{"owner": 1, "scores": {}}] * 50)) == 0

    def test_the_department_reads_them_by_criterion(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User, maria: User, sign_in: SignedIn
    ) -> None:
        make_rubric(laptop, maria, ivan)
        client = sign_in(zoe)
        for number, owner in enumerate((olga, ivan, zoe, olga, ivan, zoe)):
            make_review(finished(laptop, li_wei, owner), reviewer=maria, owner=owner, scores=(2, 1, None))
            if number == 1:
                assert "Not shown yet" in client.get("/reviews/departments/it/").content.decode()
        (sums,) = sums_of(laptop.provider)
        assert sums.n == 5
        assert [(one.good, one.partly, one.judged) for one in sums.criteria] == [
            (5, 0, 5),
            (0, 5, 5),
            (None, None, None),
        ]
        assert "judged too seldom" in client.get("/reviews/departments/it/").content.decode()

    def test_the_page_of_the_service_shows_sample_rubric_and_what_is_released(
        self, laptop: Service, maria: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        before = client.get("/catalogue/it/services/laptop/").content.decode()
        assert "What a colleague looks at in a few finished requests." in before
        make_rubric(laptop, olga, ivan)
        page = client.get("/catalogue/it/services/laptop/").content.decode()
        assert "of 100 finished requests are looked at" in page
        assert "Ivan Kuznetsov, Olga Petrova" in page
        assert "Understood the need" in page
        assert "It needs 5 reviews" in page


class TestRubric:
    ADDRESS = "/reviews/departments/it/services/laptop/"

    def form(self, *reviewers: User, **more: str) -> dict[str, object]:
        texts = {"c1_en": "One", "c2_en": "Two", "c2_ru": "Два", "c3_zh_hans": "三"}
        return {**texts, "percent": "25", "reviewers": [str(one.pk) for one in reviewers], **more}

    def test_a_manager_writes_it_and_the_change_is_written_down(
        self, laptop: Service, maria: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        assert sign_in(maria).post(self.ADDRESS, self.form(olga, ivan)).status_code == 302
        rubric = Rubric.objects.get()
        assert (rubric.number, rubric.percent, set(rubric.reviewers.all())) == (1, 25, {olga, ivan})
        assert [dict(text) for text in rubric.texts.values()] == [
            {"en": "One"}, {"en": "Two", "ru": "Два"}, {"zh-hans": "三"},
        ]  # fmt: skip
        assert ConfigurationChange.objects.get(kind="service").changes[0]["field"] == "rubric"

    def test_other_criteria_are_another_version_and_other_reviewers_are_not(
        self, laptop: Service, maria: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        client.post(self.ADDRESS, self.form(olga, ivan))
        client.post(self.ADDRESS, self.form(olga, maria))
        assert Rubric.objects.count() == 1
        client.post(self.ADDRESS, self.form(olga, maria, c1_en="Uno"))
        assert [(one.number, one.ended_at is None) for one in Rubric.objects.order_by("number")] == [
            (1, False),
            (2, True),
        ]

    def test_left_empty_nothing_is_reviewed(
        self, laptop: Service, maria: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        make_rubric(laptop, olga, ivan)
        assert sign_in(maria).post(self.ADDRESS, {"percent": "10"}).status_code == 302
        assert not Rubric.objects.in_use().exists()

    def test_what_does_not_fit_is_said(
        self, laptop: Service, maria: User, olga: User, anna: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        assert (
            "at least three criteria"
            in client.post(
                self.ADDRESS, {"c1_en": "One", "percent": "10", "reviewers": [str(olga.pk), str(maria.pk)]}
            ).content.decode()
        )
        assert "at least two reviewers" in client.post(self.ADDRESS, self.form(olga)).content.decode()
        assert client.post(self.ADDRESS, self.form(olga, maria, percent="101")).status_code == 422
        with pytest.raises(Refused, match="does not work in this department"):
            rubrics.set_rubric(laptop, rubrics.Plan(CRITERIA, 10, [olga, anna]), by=None)

    def test_what_is_old_is_not_drawn(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, travel: Travel
    ) -> None:
        make_rubric(laptop, olga, ivan)
        finished(laptop, li_wei, olga)
        travel(clock.now() + timedelta(days=15))
        assert reviewing.draw_due() == 0
