"""The cast: two departments that serve, one that asks, and the people every test speaks about."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from operations.seed import company
from requests_app import clock as database_clock
from requests_app.models import Department, Service, ServiceRequest, User, priorities
from requests_app.models import company as companies
from tests import turns
from tests.make import make_agent, make_department, make_manager, make_request, make_service, make_user

# A busy machine is no counterexample, and what passed passes again: whoever looks for new examples sets NEW_EXAMPLES=1.
hypothesis_settings.register_profile(
    "portal",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("NEW_EXAMPLES"),
    database=None,
)
hypothesis_settings.load_profile("portal")
priorities.REMEMBERED = companies.REMEMBERED = 3600.0
pytest_addoption = turns.pytest_addoption
pytest_collection_modifyitems = turns.pytest_collection_modifyitems
pytest_xdist_make_scheduler = turns.pytest_xdist_make_scheduler

TOP = Path(__file__).resolve().parent.parent
Travel = Callable[[datetime | str], None]
SignedIn = Callable[[User], Client]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """A test with real transactions empties every table at its end: what migrations wrote comes back for the next."""
    told = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            company.fill()
    return told


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Travel]:
    """`travel("2026-06-11 14:00")` sets the moment (UTC) for Python and the portal's clock; call again to move on."""
    running: list[time_machine.travel] = []

    def to(moment: datetime | str) -> None:
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        while running:
            running.pop().stop()
        journey = time_machine.travel(at, tick=False)
        journey.start()
        running.append(journey)
        monkeypatch.setattr(database_clock, "now", lambda: datetime.now(UTC))
        monkeypatch.setattr(database_clock, "came_along", lambda read_at: datetime.now(UTC))

    yield to
    while running:
        running.pop().stop()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    priorities.forget()
    companies.remember(companies.unsaid())


@pytest.fixture
def sign_in() -> SignedIn:
    """A browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="requests_app.sign_in.EmailBackend")
        return client

    return signed_in


@pytest.fixture
def it(db: None) -> Department:
    return make_department("it", "IT")


@pytest.fixture
def finance(db: None) -> Department:
    return make_department("finance", "Finance")


@pytest.fixture
def analytics(db: None) -> Department:
    return make_department("analytics", "Analytics")


@pytest.fixture
def laptop(it: Department) -> Service:
    return make_service(it, "laptop", "New equipment")


@pytest.fixture
def travel_costs(finance: Department) -> Service:
    return make_service(finance, "travel-costs", "Travel costs")


@pytest.fixture
def li_wei(analytics: Department) -> User:
    """An employee who needs something."""
    return make_user("李伟", analytics, email="li.wei@example.com")


@pytest.fixture
def wang_fang(analytics: Department) -> User:
    """Another employee, who has nothing to do with it."""
    return make_user("王芳", analytics, email="wang.fang@example.com")


@pytest.fixture
def olga(it: Department) -> User:
    """Answers requests in IT."""
    return make_agent("Olga Petrova", it)


@pytest.fixture
def ivan(it: Department) -> User:
    """Her colleague in IT."""
    return make_agent("Ivan Kuznetsov", it)


@pytest.fixture
def maria(it: Department) -> User:
    """Leads IT."""
    manager = make_manager("Maria Schulz", it)
    it.head = manager
    it.save(update_fields=["head"])
    return manager


@pytest.fixture
def anna(finance: Department) -> User:
    """Answers requests in finance, and has no business with those of IT."""
    return make_agent("Anna Orlova", finance)


@pytest.fixture
def boris(finance: Department) -> User:
    """Leads finance."""
    return make_manager("Boris Weber", finance)


@pytest.fixture
def ada(db: None) -> User:
    """Admin: sets the standards, serves nowhere."""
    return make_user("Ada Admin", is_admin=True)


@pytest.fixture
def laptop_request(laptop: Service, li_wei: User) -> ServiceRequest:
    """Li Wei's request to IT, just filed."""
    return make_request(laptop, li_wei)


@pytest.fixture(scope="session")
def portal_data() -> Path:
    """The folder with real logs; tests that need it skip only where it does not exist."""
    folder = Path(os.environ.get("PORTAL_DATA") or TOP.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real logs here: {folder} does not exist (PORTAL_DATA)")
    return folder
