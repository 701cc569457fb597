"""Statements put together once: the same rows as the queryset gives, whoever asks, and never those of somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet
from django.utils import translation

from requests_app.compiled import Fixed, compiled
from requests_app.models import Department, ServiceRequest, User
from tests.make import make_request, make_service, utc

pytestmark = pytest.mark.django_db

BUILT: list[int] = []


@compiled
def seen(user: User, since: datetime) -> QuerySet[ServiceRequest]:
    BUILT.append(1)
    return ServiceRequest.objects.visible_to(user).filter(filed_at__gt=since).for_list().order_by("pk")


@compiled
def titles(numbers: tuple[int, ...], text: str) -> QuerySet[ServiceRequest, str]:
    return ServiceRequest.objects.filter(pk__in=numbers, title=text).values_list("title", flat=True)


class TestRows:
    def test_everybody_gets_what_they_may_see(
        self, it: Department, finance: Department, li_wei: User, olga: User, ada: User, laptop_request: ServiceRequest
    ) -> None:
        make_request(make_service(finance, "letter"), ada)
        past = utc(2000, 1, 1)
        for person in (li_wei, olga, ada, li_wei):
            assert seen(person, past) == list(ServiceRequest.objects.visible_to(person).order_by("pk"))

    def test_a_deactivated_person_sees_nothing(self, li_wei: User, laptop_request: ServiceRequest) -> None:
        assert seen(li_wei, utc(2000, 1, 1))
        li_wei.is_active = False
        assert seen(li_wei, utc(2000, 1, 1)) == []

    def test_values_differ_from_call_to_call(self, li_wei: User, laptop_request: ServiceRequest) -> None:
        just_after = laptop_request.filed_at + timedelta(microseconds=1)
        assert seen(li_wei, just_after) == []
        assert seen(li_wei, laptop_request.filed_at - timedelta(microseconds=1)) == [laptop_request]

    def test_related_rows_come_along(
        self, li_wei: User, laptop_request: ServiceRequest, django_assert_num_queries: pytest.FixtureRequest
    ) -> None:
        assert li_wei.roles == {}
        with django_assert_num_queries(1):  # type: ignore[operator]
            names = [one.requester.display_name for one in seen(li_wei, utc(2000, 1, 1))]
        assert names == [li_wei.display_name]

    def test_it_is_put_together_once_for_people_with_the_same_roles(self, li_wei: User, ada: User) -> None:
        seen(li_wei, utc(2001, 1, 1))
        built = len(BUILT)
        seen(li_wei, utc(2002, 1, 1))
        assert len(BUILT) == built

    def test_a_tuple_has_values_too_and_may_be_empty(self, laptop_request: ServiceRequest) -> None:
        number, title = laptop_request.pk, laptop_request.title
        assert titles((number,), title) == [title]
        assert titles((number, number + 1), title) == [title]
        assert titles((number,), "'; --") == []
        assert titles((), title) == []


class TestWhatItRefuses:
    def test_a_value_worked_out_of_another(self, li_wei: User) -> None:
        @compiled
        def near(now: datetime) -> QuerySet[ServiceRequest]:
            return ServiceRequest.objects.filter(due_at__lt=now + timedelta(hours=4))

        with pytest.raises(TypeError, match="worked out"):
            near(utc(2026, 6, 9))

    def test_a_text_inside_another(self) -> None:
        @compiled
        def named(text: str) -> QuerySet[User]:
            found: QuerySet[User] = User.objects.filter(display_name__icontains=text)
            return found

        with pytest.raises(TypeError, match="worked out"):
            named("Wei")

    def test_more_of_a_person_than_stands_in(self, li_wei: User) -> None:
        @compiled
        def namesakes(user: User) -> QuerySet[User]:
            found: QuerySet[User] = User.objects.filter(display_name=user.display_name)
            return found

        with pytest.raises(User.DoesNotExist):
            namesakes(li_wei)


def test_fixed_arguments_and_the_language_make_a_statement_each(it: Department) -> None:
    asked: list[tuple[str | None, str]] = []

    @compiled
    def by_code(code: str) -> QuerySet[Department]:
        asked.append((translation.get_language(), code))
        return Department.objects.filter(code=code)

    assert [one.code for one in by_code(Fixed("it"))] == ["it"]  # type: ignore[arg-type]
    assert by_code(Fixed("nowhere")) == []  # type: ignore[arg-type]
    with translation.override("ru"):
        by_code(Fixed("it"))  # type: ignore[arg-type]
    assert set(asked) == {("en", "it"), ("en", "nowhere"), ("ru", "it")}


def test_columns_of_small_numbers_are_asked_too(laptop_request: ServiceRequest) -> None:
    @compiled
    def as_urgent(priority: int) -> QuerySet[ServiceRequest]:
        return ServiceRequest.objects.filter(priority__lte=priority)

    assert as_urgent(4) == [laptop_request]
    assert as_urgent(0) == []
