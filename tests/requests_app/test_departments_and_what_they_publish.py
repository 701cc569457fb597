"""What a department published goes along when it becomes part of another one."""

from __future__ import annotations

from typing import Any

from requests_app import clock, queue_views, reorganising, undertakings
from requests_app.models import Department, QueueMark, User
from requests_app.queue_views import Kept
from tests.make import make_article, make_notice, make_sheet


def test_articles_information_notices_and_views_go_along(
    it: Department, finance: Department, ada: User, olga: User, anna: User
) -> None:
    moved: list[Any] = [make_article(it, olga), make_sheet(it, olga), make_notice(it, olga)]
    told = make_notice(finance, anna, "Told")
    told.audience_departments.add(it)
    view = queue_views.save(it, "view=open", Kept("Late", is_shared=True, is_default=True), by=olga, now=clock.now())
    undertakings.finish_small(reorganising.merge(it, finance, by=ada))
    for thing in (*moved, view):
        thing.refresh_from_db()
        assert thing.department == finance
    assert list(told.audience_departments.all()) == [finance]
    assert QueueMark.objects.get(view=view).department == finance
    assert not undertakings.free_ones()
