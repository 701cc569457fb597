"""Several reads in one statement come to what each comes to by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, models
from django.db.models import DateField, DecimalField, F, TimeField, UUIDField, Value
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext

from requests_app.compiled import compiled
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.readings import Raw, Steps, all_of, read_together, reading, together
from tests.make import make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(laptop: Service, li_wei: User) -> list[ServiceRequest]:
    return [make_request(laptop, li_wei, f"Request {name!r} 100 %s") for name in "abc"]


class TestRows:
    def test_are_those_of_the_querysets_in_their_order(self, three: list[ServiceRequest], laptop: Service) -> None:
        newest = ServiceRequest.objects.order_by("-pk").select_related("requester__department", "service")
        with CaptureQueriesContext(connection) as sent:
            requests, services = together(newest, Service.objects.values_list("code", flat=True))
            assert [one.requester.department for one in requests]
        assert len(sent) == 1
        assert requests == list(newest) == three[::-1]
        assert requests[0].filed_at == three[-1].filed_at
        assert requests[0].title == three[-1].title
        assert requests[0].service.name == laptop.name
        assert services == ["laptop"]

    def test_values_are_of_the_same_kinds(self, three: list[ServiceRequest]) -> None:
        rows = ServiceRequest.objects.order_by("pk").annotate(
            day=Cast("filed_at", DateField()),
            amount=Cast(Value("12.50"), DecimalField(max_digits=5, decimal_places=2)),
            key=Cast(Value(str(uuid4())), UUIDField()),
            span=F("filed_at") - (F("filed_at") - timedelta(days=2, seconds=1)),
        )
        values = rows.values("pk", "is_live", "filed_at", "day", "amount", "key", "span", "answers", "resolved_at")
        found, _others = together(values, Department.objects.all())
        assert found == list(values)
        first = found[0]
        assert isinstance(first["day"], date)
        assert isinstance(first["key"], UUID)
        assert first["amount"] == Decimal("12.50")
        assert first["span"] == timedelta(days=2, seconds=1)

    def test_lists_of_moments_are_read_one_by_one(self, three: list[ServiceRequest]) -> None:
        rows = ServiceRequest.objects.order_by().values("service").annotate(at=ArrayAgg("filed_at", order_by="pk"))
        found, _others = together(rows, Department.objects.all())
        assert found[0]["at"] == [one.filed_at for one in three]

    def test_more_columns_than_a_function_takes_arguments(self, three: list[ServiceRequest]) -> None:
        wide = ServiceRequest.objects.annotate(**{f"n{number}": Value(number) for number in range(150)}).order_by("pk")
        found, _others = together(wide, Department.objects.all())
        assert found[0].n149 == 149
        assert found == three

    def test_what_is_prefetched_is_there(self, three: list[ServiceRequest]) -> None:
        found, _others = together(Department.objects.prefetch_related("services"), User.objects.all())
        with CaptureQueriesContext(connection) as sent:
            assert any(department.services.all() for department in found)
        assert not sent

    def test_nothing_is_asked_for_what_cannot_be_there(self, three: list[ServiceRequest]) -> None:
        with CaptureQueriesContext(connection) as sent:
            assert together(ServiceRequest.objects.none(), None, ServiceRequest.objects.filter(pk__in=[])) == [
                [],
                [],
                [],
            ]
        assert not sent

    def test_times_of_day_are_refused(self, three: list[ServiceRequest]) -> None:
        rows = ServiceRequest.objects.annotate(time=Cast("filed_at", TimeField()))
        with pytest.raises(TypeError, match="TimeField"):
            together(rows, Department.objects.all())

    def test_statements_put_together_before_and_own_ones(self, three: list[ServiceRequest], li_wei: User) -> None:
        @compiled
        def of(user: User) -> models.QuerySet[ServiceRequest]:
            return ServiceRequest.objects.filter(requester=user).order_by("pk")

        days = Raw(
            "SELECT id, filed_at::date FROM requests_app_servicerequest WHERE id = ANY(%(ids)s) ORDER BY id",
            {"ids": [one.pk for one in three]},
            ("id", "day"),
            {"day": date.fromisoformat},
        )
        requests, lines = together(of.ready(li_wei), days)
        assert requests == three
        assert lines == together(days)[0] == [(one.pk, one.filed_at.date()) for one in three]


class TestSteps:
    def test_stand_side_by_side(self, three: list[ServiceRequest], laptop: Service) -> None:
        with CaptureQueriesContext(connection) as sent:
            title, (departments,), nothing = read_together(
                _title_of_newest.part(), all_of(Department.objects.all()), _nothing()
            )
        assert len(sent) == 2
        assert title == three[-1].title
        assert laptop.provider in departments
        assert nothing == "nothing"

    def test_a_reading_reads_by_itself(self, three: list[ServiceRequest]) -> None:
        with CaptureQueriesContext(connection) as sent:
            assert _title_of_newest() == three[-1].title
        assert len(sent) == 2


@reading
def _title_of_newest() -> Steps[str]:
    (ids,) = yield (ServiceRequest.objects.order_by("-pk").values_list("pk", flat=True)[:1],)
    (titles,) = yield (ServiceRequest.objects.filter(pk__in=ids).values_list("title", flat=True),)
    return str(titles[0])


def _nothing() -> Steps[str]:
    yield ()
    return "nothing"
