"""Pages of figures read from a replica, and from the first server while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from dashboards import replica


@pytest.fixture
def second(
    monkeypatch: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """Another connection to the database of the tests, known as a replica."""
    monkeypatch.setattr(replica._Known, "away_until", 0.0)
    monkeypatch.setitem(connections.settings, replica.REPLICA, connections.settings[DEFAULT_DB_ALIAS])
    link = connections[DEFAULT_DB_ALIAS].copy(replica.REPLICA)
    connections[replica.REPLICA] = link
    with django_db_blocker.unblock():
        yield link
    link.close()
    del connections[replica.REPLICA]


def test_one_that_answers_is_read(second: BaseDatabaseWrapper) -> None:
    assert replica.alias() == replica.REPLICA


def test_without_one_the_first_server_is_read() -> None:
    assert replica.alias() == DEFAULT_DB_ALIAS


class TestAway:
    @pytest.fixture(autouse=True)
    def _away(self, second: BaseDatabaseWrapper) -> None:
        second.settings_dict = {**second.settings_dict, "HOST": "/nowhere"}

    def test_the_first_server_is_read_instead(self, caplog: pytest.LogCaptureFixture) -> None:
        assert replica.alias() == DEFAULT_DB_ALIAS
        assert "The replica does not answer" in caplog.text

    def test_it_is_left_alone_for_a_while_and_then_asked_again(
        self, second: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert replica.alias() == DEFAULT_DB_ALIAS
        second.settings_dict = {**second.settings_dict, "HOST": connections[DEFAULT_DB_ALIAS].settings_dict["HOST"]}
        assert replica.alias() == DEFAULT_DB_ALIAS, "every page would wait for it again"
        monkeypatch.setattr(replica._Known, "away_until", 0.0)
        assert replica.alias() == replica.REPLICA


def test_one_that_went_away_between_two_pages_is_noticed(second: Any) -> None:
    second.settings_dict = {**second.settings_dict, "CONN_HEALTH_CHECKS": True}
    assert replica.alias() == replica.REPLICA
    second.connection.close()
    second.health_check_enabled, second.health_check_done = True, False
    assert replica.alias() == replica.REPLICA
