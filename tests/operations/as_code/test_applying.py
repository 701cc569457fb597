"""What a file changes, what it leaves alone, and what it says beforehand."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from operations.as_code import applying
from operations.as_code.applying import ChangedMeanwhile, NotReached, carry_out
from operations.as_code.planning import Files, Plan, plan, take
from operations.as_code.reading import parse
from operations.as_code.section import Author
from requests_app import catalogue
from requests_app.models import (
    ApproverGroup,
    ConfigurationChange,
    Department,
    FormVersion,
    Membership,
    Service,
    User,
    WaitingReason,
)
from sla import calendars
from sla.models import BusinessCalendar, CalendarVersion, ServiceStandard
from tests.conftest import Travel
from tests.make import make_form, make_service
from tests.operations.as_code.conftest import EXAMPLE, Apply, dumped, plain

OFFICE = """calendars:
  - code: office
    name: Office
    time_zone: Europe/Berlin
    week: {mon: [09:00-17:00], tue: [09:00-17:00]}
"""
STANDARD = """standards:
  - department: it
    name: IT
    calendar: office
    targets: [{clock: resolution, within: 4 h}]
"""


def checked(tmp_path: Path, text: str) -> tuple[str, int | None]:
    """What --check says, and its exit code (None: 0)."""
    path = tmp_path / "checked.yaml"
    path.write_text(text)
    out = StringIO()
    try:
        call_command("apply", str(path), "--check", stdout=out)
    except CommandError as told:
        return out.getvalue(), told.returncode
    return out.getvalue(), None


def files_of(text: str) -> Files:
    files = Files()
    take(files, parse(text, "portal.yaml"))
    return files


class TestPlan:
    def test_it_reads_like_one(self, laptop: Service, tmp_path: Path) -> None:
        told, code = checked(
            tmp_path,
            """services:
  - {department: it, code: laptop, name: {en: Computer, ru: Компьютер}, usual_urgency: high}
  - {department: it, code: phone, name: Phone}
""",
        )
        assert code == 1
        assert told.splitlines() == [
            "~ service it/laptop",
            "    name.en: “New equipment” → “Computer”",
            "    name.ru: “Компьютер”",
            "    usual_urgency: “medium” → “high”",
            "+ service it/phone",
            "    department: “it”",
            "    code: “phone”",
            "    name.en: “Phone”",
            "    icon: “inbox”",
            "    usual_impact: “medium”",
            "    usual_urgency: “medium”",
            "    state: “published”",
            "    audience: “everybody”",
            "    survey: “always”",
            "    survey_share: 25",
            "1 to add, 1 to change, 0 to take away.",
        ]
        laptop.refresh_from_db()
        assert laptop.name == {"en": "New equipment"}
        assert not ConfigurationChange.objects.exists()

    def test_nothing_to_change_is_no_error(self, laptop: Service, tmp_path: Path) -> None:
        assert checked(tmp_path, "services: [{department: it, code: laptop}]") == ("Nothing to change.\n", None)

    def test_members_of_lists_are_told_by_name(self, laptop: Service, tmp_path: Path) -> None:
        make_form(laptop, {"code": "size", "kind": "number", "label": {"en": "Size"}})
        told, _code = checked(
            tmp_path,
            """services:
  - department: it
    code: laptop
    form:
      - {code: size, kind: number, label: How large, most: 17}
      - {code: colour, kind: short, label: Colour}
""",
        )
        assert "    form.size.label.en: “Size” → “How large”" in told
        assert "    form.size.most: 17" in told
        assert "    form: + colour “Colour”" in told

    def test_a_code_that_was_changed_in_the_file_is_said(self, laptop: Service, tmp_path: Path) -> None:
        told, _code = checked(tmp_path, "services: [{department: it, code: notebook, name: New equipment}]")
        assert "! service it/notebook is new, and it/laptop, which is called the same, is not in the files" in told


class TestWhatStays:
    def test_keys_that_are_left_out(self, laptop: Service, apply: Apply) -> None:
        apply("services: [{department: it, code: laptop, to_bring: {ru: Деньги}}]")
        laptop.refresh_from_db()
        assert laptop.name == {"en": "New equipment"}
        assert laptop.to_bring == {"ru": "Деньги"}
        assert laptop.edition == 1

    def test_entries_that_are_left_out(self, laptop: Service, apply: Apply) -> None:
        apply("services: [{department: it, code: phone, name: Phone}]")
        laptop.refresh_from_db()
        assert laptop.is_published

    def test_people_who_serve_are_named_as_a_whole(self, olga: User, maria: User, it: Department, apply: Apply) -> None:
        apply(f"departments: [{{code: it, managers: [{olga.email}]}}]")
        assert set(Membership.objects.values_list("user__email", "role")) == {(olga.email, "manager")}

    def test_a_form_without_questions_asks_nothing_any_more(self, laptop: Service, apply: Apply) -> None:
        make_form(laptop, {"code": "size", "kind": "number", "label": {"en": "Size"}})
        apply("services: [{department: it, code: laptop, form: []}]")
        form = FormVersion.objects.in_force(laptop)
        assert form is not None
        assert (form.number, form.fields) == (2, [])

    def test_a_rule_is_taken_away_by_null(self, laptop: Service, olga: User, apply: Apply) -> None:
        owner = f"routing: {{strategy: owner, owner: {olga.email}}}"
        apply(f"services: [{{department: it, code: laptop, {owner}}}]")
        assert laptop.assignment_rule.owner == olga
        apply("services: [{department: it, code: laptop, routing: null}]")
        assert not Service.objects.filter(assignment_rule__isnull=False).exists()


class TestPrune:
    def test_what_the_file_does_not_name_is_taken_away(self, laptop: Service, it: Department, apply: Apply) -> None:
        apply(OFFICE + STANDARD)
        told = apply("prune: true\nservices: [{department: it, code: phone, name: Phone}]\nstandards: []")
        assert "- service it/laptop (retired)" in told
        assert "- standard it (retired)" in told
        laptop.refresh_from_db()
        assert laptop.state == Service.State.RETIRED
        assert ServiceStandard.objects.get().state == ServiceStandard.State.RETIRED
        assert "Nothing to change." in apply(
            "prune: true\nservices: [{department: it, code: phone, name: Phone}]\nstandards: []"
        )

    def test_sections_the_file_does_not_have_stay(self, laptop: Service, apply: Apply) -> None:
        apply("prune: true\nwaiting_reasons: []")
        laptop.refresh_from_db()
        assert laptop.is_published
        assert not WaitingReason.objects.active().exists()

    def test_a_department_that_is_needed_stays_and_so_does_everything_else(
        self, laptop: Service, finance: Department, tmp_path: Path, anna: User
    ) -> None:
        path = tmp_path / "portal.yaml"
        path.write_text("prune: true\ndepartments: [{code: finance, name: Money}]")
        with pytest.raises(CommandError, match="department it cannot be closed"):
            call_command("apply", str(path), "--by", anna.email, "--yes")
        finance.refresh_from_db()
        assert finance.name == {"en": "Finance"}

    def test_calendars_stay(self, it: Department, apply: Apply) -> None:
        apply(OFFICE)
        assert "! calendar office: stays, as clocks have counted with it." in apply("prune: true\ncalendars: []")

    def test_a_group_that_nobody_needs_goes(self, it: Department, olga: User, apply: Apply) -> None:
        apply(f"approver_groups: [{{department: it, name: Board, members: [{olga.email}]}}]")
        apply("prune: true\napprover_groups: []")
        assert not ApproverGroup.objects.exists()


class TestStandards:
    def test_another_target_is_another_version(self, it: Department, apply: Apply, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        apply(OFFICE + STANDARD)
        travel("2026-06-12 09:00")
        apply(STANDARD.replace("4 h", "3 h 30 min"))
        first, second = ServiceStandard.objects.order_by("number")
        assert first.in_force_until == second.in_force_from
        assert second.targets.get().seconds == 12_600

    def test_one_that_is_planned(self, it: Department, apply: Apply, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        apply(OFFICE + STANDARD)
        planned = STANDARD.replace("4 h", "2 h") + "    since: 2026-07-01T00:00+02:00\n"
        apply(planned)
        assert "Nothing to change." in apply(planned)
        travel("2026-07-02 09:00")
        assert "Nothing to change." in apply(planned)
        assert [one.number for one in ServiceStandard.objects.order_by("number")] == [1, 2]

    def test_one_that_is_retired(self, it: Department, apply: Apply, travel: Travel) -> None:
        travel("2026-06-11 09:00")
        apply(OFFICE + STANDARD)
        travel("2026-06-12 09:00")
        gone = "standards: [{department: it, state: retired}]"
        apply(gone)
        assert ServiceStandard.objects.get().state == ServiceStandard.State.RETIRED
        assert "Nothing to change." in apply(gone)


class TestCalendars:
    def test_another_week_is_another_version(self, it: Department, apply: Apply) -> None:
        apply(OFFICE)
        apply(OFFICE.replace("tue: [09:00-17:00]", "tue: [09:00-15:00]"), "--why", "Shorter Tuesdays")
        first, second = CalendarVersion.objects.order_by("number")
        assert first.digest != second.digest
        assert second.note == "Shorter Tuesdays"

    def test_another_name_is_none(self, it: Department, apply: Apply) -> None:
        apply(OFFICE)
        apply("calendars: [{code: office, name: Bureau, description: Where we are}]")
        assert BusinessCalendar.objects.get().name == {"en": "Bureau"}
        assert CalendarVersion.objects.count() == 1
        change = ConfigurationChange.objects.newest_first()[0]
        assert (change.kind, change.action) == ("calendar", "changed")
        assert [one["after"] for one in change.changes] == [{"en": "Bureau"}, {"en": "Where we are"}]

    def test_the_past_is_corrected_on_purpose_only(
        self, it: Department, apply: Apply, travel: Travel, tmp_path: Path, anna: User
    ) -> None:
        travel("2026-06-11 09:00")
        apply(OFFICE + STANDARD)
        travel("2026-06-20 09:00")
        closed = OFFICE + "    days: {2026-06-15: {closed: true}}\n"
        path = tmp_path / "portal.yaml"
        path.write_text(closed)
        with pytest.raises(CommandError, match="portal.yaml:2: This changes days that have passed."):  # noqa: RUF043
            call_command("apply", str(path), "--by", anna.email, "--yes")
        with pytest.raises(CommandError, match="Say why"):
            call_command("apply", str(path), "--by", anna.email, "--yes", "--correct-past")
        apply(closed, "--correct-past", "--why", "The office was flooded")
        assert CalendarVersion.objects.newest_of_each().get().number == 2

    def test_imported_days_somebody_left_out_are_written_one_by_one(self, it: Department, apply: Apply) -> None:
        apply(OFFICE + "    holidays: [{country: DE-BE, years: [2031]}]\n")
        calendar = BusinessCalendar.objects.get()
        draft = calendars.open_draft(calendar, by=None)
        calendars.publish(calendars.take_over(draft, {date(2031, 10, 3): None}, by=None), by=None)
        told = dumped("calendars")
        assert "holidays: []" in told
        assert "2031-05-01" in told
        assert "2031-10-03" not in told
        assert "Nothing to change." in apply(told)


class TestReasons:
    def test_they_stand_in_the_order_of_their_places(self, apply: Apply) -> None:
        codes = list(WaitingReason.objects.values_list("code", flat=True))
        wanted = [codes[-1], *codes[:-1]]
        rows = ", ".join(f"{{code: {code}, place: {place}}}" for place, code in enumerate(wanted, 1))
        apply(f"waiting_reasons: [{rows}]")
        assert list(WaitingReason.objects.values_list("code", flat=True)) == wanted


class TestTriage:
    def test_it_moves_from_one_service_to_another(self, laptop: Service, it: Department, apply: Apply) -> None:
        make_service(it, "desk")
        catalogue.set_triage(laptop, on=True, edition=0)
        apply("services: [{department: it, code: laptop}, {department: it, code: desk, triage: true}]")
        assert Service.objects.get(is_triage=True).code == "desk"


class TestOneAtATime:
    def test_what_changed_since_it_was_shown_is_not_written(self, laptop: Service, anna: User) -> None:
        files = files_of("services: [{department: it, code: laptop, name: Computer}]")
        shown = plan(files)
        Service.objects.update(name={"en": "Notebook"})
        with pytest.raises(ChangedMeanwhile):
            carry_out(files, author=Author(anna), shown=shown)
        laptop.refresh_from_db()
        assert laptop.name == {"en": "Notebook"}

    def test_a_file_that_is_not_reached_is_undone(
        self, laptop: Service, anna: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files = files_of("services: [{department: it, code: laptop, name: Computer}]")
        monkeypatch.setattr(applying, "_write", lambda change, author: None)
        with pytest.raises(NotReached, match="Computer"):
            carry_out(files, author=Author(anna))

    def test_two_wait_for_each_other(self, laptop: Service, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        real = plan

        def noted(files: Files) -> Plan:
            with connection.cursor() as cursor:
                held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = %s"
                cursor.execute(held, [applying.LOCK])
                asked.append(str(cursor.fetchone()[0]))
            return real(files)

        monkeypatch.setattr(applying, "plan", noted)
        carry_out(files_of("services: [{department: it, code: laptop}]"), author=Author(anna))
        assert asked == ["1", "1"]


class TestSchema:
    def test_editors_know_every_key_of_the_example_and_no_other(self) -> None:
        out = StringIO()
        call_command("apply", "--schema", stdout=out)
        schema = json.loads(out.getvalue())
        service = schema["properties"]["services"]["items"]
        assert service["required"] == ["department", "code"]
        assert service["additionalProperties"] is False
        assert "short" in service["properties"]["form"]["items"]["properties"]["kind"]["enum"]
        example = plain(parse(EXAMPLE.read_text(), "example.yaml"))
        validator = pytest.importorskip("jsonschema").Draft202012Validator(schema)
        assert not list(validator.iter_errors(example))
        example["services"][0]["colour"] = "red"
        assert len(list(validator.iter_errors(example))) == 1
