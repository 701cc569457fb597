"""Finished requests lose files or words by rules; figures come out as before; what is protected keeps everything."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from dashboards import rollups
from dashboards.models import DayFigures, StaleDay
from requests_app import thanking, transitions
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import (
    Attachment,
    ConfigurationChange,
    Message,
    Protection,
    RequestEvent,
    RetentionRule,
    Service,
    ServiceRequest,
    User,
)
from requests_app.states import Verb
from requests_app.tasks import remove_old_data
from surveys.models import Rating
from tests.conftest import SignedIn, Travel
from tests.make import make_file, make_form, make_request, utc

FILED, LATER = utc(2026, 6, 10, 8), utc(2027, 6, 10, 8)
WORD = "zanzibar"  # nothing of the portal contains it
PAGE = "/administration/protections/"


def say(what: str) -> str:
    return f"{what} {WORD}"


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


@pytest.fixture
def told(laptop: Service, li_wei: User, olga: User, anna: User, store: Path, travel: Travel) -> ServiceRequest:
    """A request in whose every corner somebody wrote the word; it ended in June 2026."""
    travel(FILED)
    form = make_form(laptop, {"code": "model", "kind": "short", "label": {"en": "Model"}})
    answered = validate(form, {"model": say("One")}, here(li_wei))
    ticket = make_request(laptop, li_wei, say("Laptop"), description=say("Details"), answered=answered)
    transitions.assign(ticket, to=olga, by=olga)
    transitions.amend(ticket, {"title": say("Other"), "outside_party": say("Customer"), "urgency": 3}, by=li_wei)
    transitions.reply(ticket, say("Looked"), by=olga)
    transitions.edit(ticket, Message.objects.get(kind="reply"), say("Edited"), by=olga)
    transitions.reply(ticket, say("Among us"), internal=True, by=olga)
    make_file(olga, ticket, name=f"{WORD}.png")
    transitions.hold(ticket, say("Supplier"), by=olga)
    transitions.resume(ticket, by=olga)
    transitions.ask_approval(ticket, anna, say("May we?"), by=olga)
    transitions.approve(ticket, say("Yes"), by=anna)
    transitions.promise(ticket, FILED + timedelta(days=1), say("Then"), by=olga)
    transitions.resolve(ticket, say("Done"), by=olga)
    transitions.reopen(ticket, say("Not yet"), by=li_wei)
    transitions.resolve(ticket, say("Now"), by=olga)
    transitions.confirm(ticket, by=li_wei)
    ticket.refresh_from_db()
    thanking.thank(ticket, olga, say("Thanks"), by=li_wei)
    said: dict[str, Any] = {"rater": li_wei, "department": ticket.department, "solved": "yes", "csat": 5, "ces": 5}
    Rating.objects.create(request=ticket, comment=say("Nice"), answered_at=FILED, changed_at=FILED, **said)
    return ticket


def tables_with(word: str) -> set[str]:
    """Every table of which a row contains the word, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f"SELECT 1 FROM {table} t WHERE to_jsonb(t)::text ILIKE %s LIMIT 1", [f"%{word}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def figures() -> list[Any]:
    """All that is counted, counted anew."""
    rollups.rebuild()
    names = [one.attname for one in DayFigures._meta.concrete_fields if one.attname not in ("id", "counted_at")]
    return list(DayFigures.objects.order_by("day", "service", "priority", "channel").values_list(*names))


def rule(kind: str) -> None:
    RetentionRule.objects.create(kind=kind, days=200)


def test_not_one_table_keeps_the_words_and_no_figure_changes(
    told: ServiceRequest, store: Path, travel: Travel, django_capture_on_commit_callbacks: Any
) -> None:
    travel(LATER)
    assert len(tables_with(WORD)) > 8
    before, lines, changed = figures(), told.events.count(), told.updated_at
    assert before
    rule("request_words")
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_old_data() == 1
    assert tables_with(WORD) == set()
    assert not [file for file in store.rglob("*") if file.is_file()]
    assert not StaleDay.objects.exists()
    assert figures() == before
    told.refresh_from_db()
    assert (told.title, told.updated_at, told.emptied_at) == ("New equipment", changed, LATER)
    assert told.events.count() == lines + 1
    assert remove_old_data() == 0


def test_its_page_still_tells_what_happened_when_and_by_whom(
    told: ServiceRequest, olga: User, sign_in: SignedIn, travel: Travel
) -> None:
    travel(LATER)
    transitions.empty(told)
    page = sign_in(olga).get(f"/requests/{told.pk}/").content.decode()
    assert WORD not in page
    for sentence in ("Its words were removed", "replied.", "put it on hold: “…”", "approved it: “…”", "reopened it"):
        assert sentence in page


def test_what_is_written_afterwards_goes_in_its_turn(told: ServiceRequest, olga: User, travel: Travel) -> None:
    travel(LATER)
    rule("request_words")
    assert remove_old_data() == 1
    travel(LATER + timedelta(days=1))
    transitions.reply(told, say("Once more"), by=olga)
    travel(LATER + timedelta(days=100))
    assert remove_old_data() == 0
    travel(LATER + timedelta(days=300))
    assert remove_old_data() == 1
    assert tables_with(WORD) == set()


def test_files_go_before_words(
    told: ServiceRequest, store: Path, travel: Travel, django_capture_on_commit_callbacks: Any
) -> None:
    travel(LATER)
    rule("request_files")
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_old_data() == 1
    assert not [file for file in store.rglob("*") if file.is_file()]
    file = Attachment.objects.get()
    assert (file.is_gone, file.removed_by, file.name) == (True, None, f"{WORD}.png")
    told.refresh_from_db()
    assert (told.title, told.emptied_at) == (say("Other"), None)
    assert remove_old_data() == 0


def test_open_young_and_touched_ones_stay(
    told: ServiceRequest, laptop: Service, li_wei: User, olga: User, travel: Travel
) -> None:
    make_request(laptop, li_wei, say("Open"))
    travel(LATER - timedelta(days=30))
    transitions.reply(told, "Thanks, all is well", by=olga)
    travel(LATER)
    rule("request_words")
    assert remove_old_data() == 0


def test_imported_ones_go_as_well(told: ServiceRequest, travel: Travel) -> None:
    ServiceRequest.objects.filter(pk=told.pk).update(is_live=False, source="old", source_key="1")
    travel(LATER)
    rule("request_words")
    assert remove_old_data() == 1


class TestProtection:
    @pytest.mark.parametrize("kind", ["request_words", "request_files", "notifications", "rating_comments"])
    def test_no_rule_touches_it(self, told: ServiceRequest, maria: User, travel: Travel, kind: str) -> None:
        travel(LATER)
        transitions.protect(told, "Dispute", by=maria)
        rule(kind)
        tables = tables_with(WORD)
        assert remove_old_data() == 0
        assert tables_with(WORD) == tables
        transitions.unprotect(told, "Settled", by=maria)
        travel(LATER + timedelta(days=1))
        assert remove_old_data() > 0

    def test_its_files_cannot_be_removed_by_hand(self, told: ServiceRequest, maria: User, olga: User) -> None:
        transitions.protect(told, "Dispute", by=maria)
        with pytest.raises(transitions.Refused):
            transitions.remove_file(told, Attachment.objects.get(), "Tidy", by=olga)

    def test_one_that_was_protected_meanwhile_keeps_its_words(self, told: ServiceRequest, maria: User) -> None:
        transitions.protect(told, "Dispute", by=maria)
        with pytest.raises(transitions.Refused):
            transitions.empty(told)

    def test_a_manager_protects_it_on_its_page_and_colleagues_read_why(
        self, told: ServiceRequest, maria: User, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        address = f"/requests/{told.pk}/protection/"
        assert sign_in(olga).post(address, {"reason": "Dispute"}).status_code == 403
        page = sign_in(maria)
        assert page.post(address, {"reason": ""}).status_code == 422
        assert page.post(address, {"reason": "Dispute with a supplier"}).status_code == 302
        assert page.post(address, {"reason": "Twice"}).status_code == 403
        assert "Dispute with a supplier" in sign_in(olga).get(f"/requests/{told.pk}/").content.decode()
        assert "Dispute" not in sign_in(li_wei).get(f"/requests/{told.pk}/").content.decode()
        assert page.post(f"/requests/{told.pk}/protection-end/", {"reason": "Settled"}).status_code == 302
        assert not Protection.objects.exists()
        changes = ConfigurationChange.objects.filter(kind="protection").order_by("pk")
        assert [(one.action, one.thing, one.by) for one in changes] == [
            ("created", str(told.pk), maria),
            ("removed", str(told.pk), maria),
        ]
        verbs = RequestEvent.objects.filter(request=told).order_by("-pk").values_list("verb", flat=True)[:2]
        assert list(verbs) == [Verb.UNPROTECTED, Verb.PROTECTED]

    def test_an_admin_protects_by_number_without_reading_it(
        self, told: ServiceRequest, ada: User, sign_in: SignedIn
    ) -> None:
        admin: Client = sign_in(ada)
        assert admin.post(PAGE, {"number": "999999", "reason": "Inspection"}).status_code == 422
        assert admin.post(PAGE, {"number": told.pk, "reason": "Inspection"})["Location"] == PAGE
        assert admin.post(PAGE, {"number": told.pk, "reason": "Twice"}).status_code == 422
        page = admin.get(PAGE).content.decode()
        assert f"#{told.pk}" in page
        assert "Inspection" in page
        assert WORD not in page
        assert admin.post(f"{PAGE}{told.pk}/end/", {"reason": ""}).status_code == 422
        assert admin.post(f"{PAGE}{told.pk}/end/", {"reason": "Over"})["Location"] == PAGE
        assert admin.get(f"{PAGE}{told.pk}/end/").status_code == 404
