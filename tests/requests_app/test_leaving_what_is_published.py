"""Articles, information and shared views go on when whoever kept them leaves; settings of a team leave a trace."""

from __future__ import annotations

from django.test import Client

from requests_app import clock, queue_views, undertakings
from requests_app.models import ConfigurationChange, Department, QueueView, User
from requests_app.queue_views import Kept
from tests.conftest import SignedIn
from tests.make import make_article, make_sheet


def leave(admin: Client, person: User, **takers: int) -> None:
    sent = {name.replace("__", ":"): str(taker) for name, taker in takers.items()}
    admin.post(f"/people/{person.pk}/deactivation/", sent)
    for pk in undertakings.free_ones():
        undertakings.work(pk)


def share(department: Department, person: User, name: str) -> QueueView:
    return queue_views.save(department, "view=open", Kept(name, is_shared=True), by=person, now=clock.now())


def test_they_are_shown_and_go_to_whom_one_chooses(
    sign_in: SignedIn, ada: User, it: Department, olga: User, ivan: User, maria: User
) -> None:
    article, sheet, view = make_article(it, olga), make_sheet(it, olga), share(it, olga, "Late ones")
    share(it, ivan, "Late ones")
    admin = sign_in(ada)
    page = admin.get(f"/people/{olga.pk}/deactivation/").content.decode()
    for title in ("Articles of IT", "Published information of IT", "Shared views of the queue of IT"):
        assert title in page
    leave(admin, olga, **{f"articles__{it.pk}": ivan.pk, f"views__{it.pk}": ivan.pk})
    for thing in (article, sheet, view):
        thing.refresh_from_db()
    assert (article.owner, view.owner) == (ivan, ivan)
    assert sheet.owner == maria  # nobody was chosen: a manager of the department
    assert view.name == f"Late ones ({olga.display_name})"  # Ivan has one of that name
    assert ConfigurationChange.objects.filter(kind="queue_view", thing=str(view.pk), by=ada).exists()


def test_a_view_of_ones_own_leaves_no_trace_and_a_shared_one_does(it: Department, olga: User) -> None:
    own = queue_views.save(it, "view=open", Kept("Mine"), by=olga, now=clock.now())
    queue_views.remove(own, by=olga, now=clock.now())
    assert not ConfigurationChange.objects.exists()
    shared = share(it, olga, "Ours")
    queue_views.rewrite(shared, "view=mine", by=olga)
    queue_views.remove(shared, by=olga, now=clock.now())
    queue_views.restore(shared, by=olga)
    actions = ConfigurationChange.objects.filter(kind="queue_view").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["created", "changed", "changed", "changed"]


def test_weekly_hours_leave_a_row_with_before_and_after(
    sign_in: SignedIn, it: Department, maria: User, olga: User
) -> None:
    sign_in(maria).post(f"/team/{it.code}/hours/{olga.pk}/", {"hours": "20"})
    change = ConfigurationChange.objects.get(kind="weekly_hours")
    assert change.by == maria
    assert change.changes == [{"field": "hours", "before": "40", "after": "20"}]
    assert "20" in sign_in(maria).get(f"/team/{it.code}/").content.decode()
