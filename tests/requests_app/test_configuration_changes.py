"""Whoever changes how the portal is set up leaves a row with before and after; admins search it, nobody alters it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from requests_app import approval_rules, canned, catalogue, configuration, form_drafts, people
from requests_app.approvers import Wanted
from requests_app.configuration.kinds import KINDS
from requests_app.configuration.reading import label_of, told
from requests_app.models import (
    ApproverGroup,
    CannedReply,
    Chosen,
    ConfigurationChange,
    Department,
    Membership,
    Service,
    Translated,
    User,
)
from sla import calendars, standards
from sla.models import BusinessCalendar
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_form, make_standard, make_user, utc
from tests.requests_app.test_people_admin import fields_of

LIST = "/administration/changes/"


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def newest() -> ConfigurationChange:
    found = ConfigurationChange.objects.newest_first().first()
    assert found is not None
    return found


def said(change: ConfigurationChange | None = None) -> dict[str, str]:
    """What a change tells in English: by field, old and new in one text."""
    return {line.what: line.as_text.partition(": ")[2] for line in told(change or newest()).lines}


class TestPeople:
    def test_a_changed_role_and_name(
        self, admin: Client, ada: User, olga: User, it: Department, finance: Department
    ) -> None:
        sent = fields_of(olga, [(it.pk, "manager"), (finance.pk, "agent")], display_name="Olga Smirnova")
        admin.post(f"/people/{olga.pk}/", sent)
        change = newest()
        assert (change.by, change.kind, change.action, change.thing) == (ada, "person", "changed", str(olga.pk))
        lines = said()
        assert lines["Name"] == "Olga Petrova → Olga Smirnova"
        assert lines["Roles"] == "- Agent · IT; + Agent · Finance; + Manager · IT"

    def test_saving_what_was_there_leaves_no_row(self, admin: Client, olga: User) -> None:
        admin.post(f"/people/{olga.pk}/", fields_of(olga))
        assert not ConfigurationChange.objects.exists()

    def test_inviting_deactivating_and_coming_back(self, admin: Client, analytics: Department) -> None:
        admin.post(
            "/people/invitation/",
            {"display_name": "Kim", "email": "kim@example.com", "department": analytics.pk, "language": "en"},
        )
        kim = User.objects.get(email="kim@example.com")
        admin.post(f"/people/{kim.pk}/deactivation/")
        admin.post(f"/people/{kim.pk}/activation/")
        rows = ConfigurationChange.objects.of_kind("person", str(kim.pk)).newest_first()
        assert [row.action for row in rows] == ["activated", "deactivated", "created"]

    def test_no_password_ever_gets_in(self, admin: Client, olga: User) -> None:
        admin.post(f"/people/{olga.pk}/", fields_of(olga, display_name="Other"))
        assert olga.password not in str(newest().changes)
        assert "password" not in str(newest().changes)

    def test_what_is_refused_leaves_no_row(self, ada: User, olga: User) -> None:
        with pytest.raises(people.NotAllowed):
            people.deactivate(ada, by=olga)
        assert not ConfigurationChange.objects.exists()


class TestServices:
    def test_every_language_of_a_text_is_told_by_itself(self, laptop: Service, maria: User) -> None:
        description = catalogue.Description(
            name={"en": "New equipment", "ru": "Техника"},
            description={}, to_bring={}, icon="inbox", default_impact=2, default_urgency=3,
        )  # fmt: skip
        catalogue.describe(laptop, description, edition=0, by=maria)
        lines = said()
        assert lines["Name (Русский)"] == "– → Техника"
        assert lines["Usual urgency"] == "Medium → High"
        assert "Name (English)" not in lines

    def test_publishing_and_retiring(self, laptop: Service, maria: User) -> None:
        catalogue.retire(laptop, edition=0, by=maria)
        assert (newest().action, said()["State"]) == ("retired", "Published → Retired")
        catalogue.publish(laptop, edition=1, by=maria)
        assert newest().action == "published"

    def test_the_questions_once_they_are_published(self, laptop: Service, maria: User) -> None:
        make_form(laptop, {"kind": "short", "code": "model", "label": {"en": "Model"}})
        ConfigurationChange.objects.newest_first()
        draft = form_drafts.save(laptop, (), edition=0, by=maria)
        assert newest().kind == "service"
        assert said()["Questions"].startswith("+ Model · Short text")
        form_drafts.remove(laptop, edition=draft.edition)
        assert ConfigurationChange.objects.count() == 1

    def test_an_approval_rule_and_a_group(self, laptop: Service, maria: User, anna: User) -> None:
        group = ApproverGroup(department=laptop.provider)
        approval_rules.save_group(group, Translated({"en": "Board"}), [anna], by=maria)
        assert (newest().kind, newest().action) == ("approver_group", "created")
        assert said()["Members"] == f"+ Anna Orlova ({anna.email})"
        steps = [Wanted(Chosen.MANAGER), Wanted(Chosen.GROUP, group=group, needed=1)]
        approval_rules.set_rule(laptop, Translated({"en": "May they?"}), steps, in_order=True, by=maria)
        assert "+ 2. Group: Board · 1" in said()["Approval"]
        approval_rules.set_rule(laptop, Translated(), [], in_order=True, by=maria)
        assert "- May they?" in said()["Approval"]
        approval_rules.remove_group(group, by=maria)
        assert newest().action == "removed"

    def test_canned_replies_of_a_department_but_not_ones_own(
        self, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        client.post("/canned-replies/new/", {"title": "Mine", "text_en": "Hi"})
        assert CannedReply.objects.count() == 1
        assert not ConfigurationChange.objects.exists()
        shared = CannedReply(department=it, title="Ours", text=Translated({"en": "Hi"}), updated_at=utc(2026, 1, 1))
        with canned.changing_shared(shared, by=maria, becomes_shared=True):
            shared.save()
        assert newest().kind == "canned_reply"
        client.post(f"/canned-replies/{shared.pk}/removal/")
        assert (newest().action, newest().by) == ("removed", maria)


class TestStandardsAndCalendars:
    def test_publishing_tells_what_it_promised_before(self, it: Department, ada: User) -> None:
        first = make_standard(it, resolution=8 * 3600)
        draft = standards.revise(first, by=ada)
        draft.targets.filter(metric="resolution").update(seconds=4 * 3600)
        standards.publish(draft, by=ada)
        change, lines = newest(), said()
        assert (change.kind, change.by) == ("standard", ada)
        assert lines["Version"] == "1 → 2"
        assert any("→" in text for what, text in lines.items() if what not in ("Version", "In force since"))

    def test_it_reads_in_the_readers_language(self, it: Department, ada: User, sign_in: SignedIn) -> None:
        make_standard(it)
        ada.language = "ru"
        ada.save()
        assert "Версия" in sign_in(ada).get(LIST, {"kind": "standard"}).content.decode()

    def test_retiring_over_the_page_names_who_did(self, it: Department, ada: User, admin: Client) -> None:
        standard = make_standard(it)
        admin.post(f"/standards/{standard.pk}/retirement/")
        assert (newest().action, newest().by) == ("retired", ada)

    def test_working_hours(self, ada: User) -> None:
        calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS, by=ada)
        closed = {**OFFICE_HOURS, "holidays": ["2026-12-24", "2026-12-25"]}
        calendars.ensure("office", {"en": "Office"}, closed, by=ada)
        assert newest().thing == BusinessCalendar.objects.get().code
        assert any("24" in what and "25" in what for what in said())


class TestTheDatabaseKeepsIt:
    @pytest.mark.parametrize("act", ["update", "delete"])
    def test_no_row_is_altered_or_removed(self, olga: User, ada: User, act: str) -> None:
        people.change(olga, {"display_name": "X"}, {}, by=ada)
        rows = ConfigurationChange.objects.filter(pk=newest().pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(action="other") if act == "update" else rows.delete()
        assert rows.get().action == "changed"

    def test_a_change_that_fails_takes_its_row_with_it(self, olga: User, ada: User) -> None:
        def fail() -> None:
            with configuration.changing(olga, by=ada):
                User.objects.filter(pk=olga.pk).update(display_name="X")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        olga.refresh_from_db()
        assert olga.display_name == "Olga Petrova"
        assert not ConfigurationChange.objects.exists()


class TestDjangosOwnSite:
    def test_a_change_there_is_told_as_well(self, admin: Client, ada: User, olga: User, it: Department) -> None:
        membership = Membership.objects.get(user=olga)
        sent = {"department": it.pk, "role": "manager", "weekly_hours": "40"}
        assert admin.post(f"/admin/requests_app/membership/{membership.pk}/change/", sent).status_code == 302
        assert (newest().by, said()["Roles"]) == (ada, "- Agent · IT; + Manager · IT")


class TestTheList:
    @pytest.fixture
    def changed(self, olga: User, ivan: User, laptop: Service, ada: User, maria: User, travel: Travel) -> None:
        travel("2026-06-01 10:00")
        people.change(olga, {"display_name": "Olga Smirnova"}, {}, by=ada)
        travel("2026-06-05 10:00")
        catalogue.retire(laptop, edition=0, by=maria)

    def labels(self, client: Client, **query: Any) -> list[str]:
        return [str(row.change.label) for row in client.get(LIST, query).context["rows"]]

    def test_by_text_person_kind_and_day(self, admin: Client, changed: None) -> None:
        assert len(self.labels(admin)) == 2
        assert self.labels(admin, q="smirnova") == ["Olga Smirnova (olga-petrova@example.com)"]
        assert self.labels(admin, q="petrova") == ["Olga Smirnova (olga-petrova@example.com)"]
        assert self.labels(admin, who="Maria") == ["New equipment"]
        assert self.labels(admin, kind="service") == ["New equipment"]
        assert self.labels(admin, since="2026-06-05") == ["New equipment"]
        assert self.labels(admin, until="2026-06-04") == ["Olga Smirnova (olga-petrova@example.com)"]

    def test_nonsense_in_the_address_shows_everything(self, admin: Client, changed: None) -> None:
        assert len(self.labels(admin, kind="nonsense", since="yesterday", after="x")) == 2

    def test_nothing_fits_says_what_to_do(self, admin: Client, changed: None) -> None:
        assert "No change fits" in admin.get(LIST, {"q": "zzz"}).content.decode()

    def test_names_are_shown_as_they_are_and_never_run(self, admin: Client, ada: User) -> None:
        people.change(make_user("Eve"), {"display_name": "<script>x</script>"}, {}, by=ada)
        assert "<script>x" not in admin.get(LIST).content.decode()

    def test_pages_hold_every_row_once(self, admin: Client, ada: User, olga: User) -> None:
        for number in range(60):
            people.change(olga, {"display_name": f"Olga {number}"}, {}, by=ada)
        seen, address = [], LIST
        while address:
            page = admin.get(address).context["page"]
            seen += [row.pk for row in page.rows]
            address = page.older_url
        assert len(seen) == len(set(seen)) == 60

    def test_as_a_file_in_the_readers_language_and_without_formulas(
        self, admin: Client, ada: User, changed: None
    ) -> None:
        people.change(make_user("Eve"), {"display_name": "=1+1"}, {}, by=ada)
        ada.language = "ru"
        ada.save()
        answer = admin.get(f"{LIST}export/", {"kind": "person"})
        lines = b"".join(answer).decode()
        assert lines.startswith("\ufeff")
        assert "'=1+1 (eve@example.com)" in lines
        assert "Olga Petrova → Olga Smirnova" in lines
        assert "New equipment" not in lines
        assert "2026-06-01" in lines

    def test_nobody_else_reads_it(self, maria: User, olga: User, sign_in: SignedIn, changed: None) -> None:
        for person in (maria, olga):
            for address in ("/administration/", LIST, f"{LIST}export/"):
                assert sign_in(person).get(address).status_code == 403


def test_every_line_of_every_kind_has_words_in_every_language() -> None:
    wordless = []
    for kind in KINDS.values():
        for name in (*kind.fields, *kind.further):
            said = set()
            for language in ("en", "zh-hans", "ru"):
                with override(language):
                    said.add(str(label_of(kind, name)))
            if len(said) < 3:
                wordless.append(f"{kind.code}.{name}: {said}")
    assert not wordless
