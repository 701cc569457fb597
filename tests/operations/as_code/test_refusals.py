"""What is wrong with a file is said with its line, all of it at once, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from requests_app.models import Department, FormVersion, Service, User
from sla import standards
from sla.models import ServiceStandard
from tests.make import make_agent, make_form, make_user
from tests.operations.as_code.conftest import Apply

Refused = Callable[..., str]

SERVICE = """services:
  - department: it
    code: laptop
    name: Laptop
"""


class TestWords:
    def test_an_unknown_key_is_named_with_its_line_and_what_was_meant(self, it: Department, refused: Refused) -> None:
        told = refused(SERVICE + "    descripton: A laptop\n")
        assert "portal.yaml:5: “descripton” is no key here. Did you mean “description”?" in told
        assert not Service.objects.exists()

    def test_all_of_it_is_said_at_once(self, it: Department, refused: Refused) -> None:
        told = refused("""services:
  - department: it
    code: laptop
    name: {en: Laptop, de: Rechner}
    state: publshed
    survey_share: 400
    confidential: yes
standards:
  - department: itt
    name: Nothing
""")
        assert "portal.yaml:4: “de” is no language of the portal." in told
        assert "portal.yaml:5: “publshed” is not known here. Did you mean “published”?" in told
        assert "portal.yaml:6: A number from 5 to 95." in told
        assert "portal.yaml:7: Write true or false." in told
        assert "portal.yaml:9: There is no department “itt”. Did you mean “it”?" in told

    def test_an_unknown_section(self, refused: Refused) -> None:
        assert "portal.yaml:1: “service” is no section. Did you mean “services”?" in refused("service: []")

    def test_a_key_that_stands_there_twice(self, it: Department, refused: Refused) -> None:
        told = refused(SERVICE + "    name: Notebook\n")
        assert "portal.yaml:5: “name” stands here twice, first on line 4." in told

    def test_the_same_thing_twice(self, it: Department, refused: Refused) -> None:
        told = refused(SERVICE + "  - department: it\n    code: laptop\n")
        assert "portal.yaml:5: The service it/laptop stands at" in told

    def test_somebody_unknown(self, it: Department, refused: Refused) -> None:
        make_user("Olga", email="olga@example.com")
        told = refused("departments: [{code: it, head: olag@example.com}]")
        assert "Nobody active has the address olag@example.com. Did you mean “olga@example.com”?" in told

    def test_another_version_of_the_format(self, refused: Refused) -> None:
        assert "portal.yaml:1: This portal reads version 1" in refused("version: 2")

    def test_a_new_thing_needs_a_name(self, it: Department, refused: Refused) -> None:
        told = refused("services: [{department: it, code: laptop}]")
        assert "portal.yaml:1: The portal has no service it/laptop yet: a new one needs a name." in told


class TestFiles:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("a: &a [*a]", "This anchor contains itself."),
            ("a: !!python/object/apply:os.system [ls]", "mean nothing here"),
            ("a: 1\n---\nb: 2", "This is not YAML"),
            ("a: [1, 2", "This is not YAML"),
            ("[" * 5000, "levels deep"),
            ("? [1]\n: 2", "A key is a word."),
            ("a: 1e400", "This number is too large."),
            ("- 1", "Sections belong here"),
            ("services: 5", "A list of entries belongs here"),
            ("services: [5]", "Keys with values belong here"),
        ],
    )
    def test_what_is_no_configuration(self, refused: Refused, text: str, said: str) -> None:
        assert said in refused(text)

    def test_anchors_cannot_grow_without_end(self, refused: Refused) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
        assert "There are more than 200,000 values" in refused("\n".join(lines))

    def test_anchors_may_repeat_a_little(self, it: Department, apply: Apply) -> None:
        apply(
            "services:\n"
            "  - {department: it, code: a, name: &name {en: Same, ru: То же}}\n"
            "  - {department: it, code: b, name: *name}\n"
        )
        assert Service.objects.get(code="b").name == {"en": "Same", "ru": "То же"}

    def test_a_file_that_is_too_large(self, refused: Refused) -> None:
        assert "larger than 5 MB" in refused("#" * 5_000_001)

    def test_words_of_old_yaml_stay_texts(self, it: Department, apply: Apply) -> None:
        apply("services: [{department: it, code: no, name: {en: on, ru: 12:30}}]")
        assert Service.objects.get(code="no").name == {"en": "on", "ru": "12:30"}

    def test_json_is_read_as_well(self, it: Department, apply: Apply) -> None:
        apply('{\n\t"services": [\n\t\t{"department": "it", "code": "a", "name": "A\\tB"}]}', name="portal.json")
        assert Service.objects.get().name == {"en": "A\tB"}

    def test_what_is_no_json(self, refused: Refused) -> None:
        assert "portal.json:2: This is not JSON" in refused('{"services":\n oops}', name="portal.json")

    def test_a_file_that_is_not_there(self, anna: User) -> None:
        with pytest.raises(CommandError, match=r"nowhere\.yaml"):
            call_command("apply", "nowhere.yaml", "--by", anna.email)


class TestWhatVerbsRefuse:
    """The same rules as on the pages: whatever breaks one undoes the whole file."""

    def test_all_or_nothing(self, it: Department, refused: Refused) -> None:
        make_user("Olga", email="olga@example.com")
        told = refused("""departments: [{code: hr, name: People}]
services:
  - {department: hr, code: secret, name: Secret, confidential: true, handlers: [olga@example.com]}
""")
        assert "portal.yaml:3: Olga does not work in this department." in told
        assert not Department.objects.filter(code="hr").exists()

    def test_a_draft_of_somebody_is_not_written_over(self, it: Department, apply: Apply, refused: Refused) -> None:
        calendar = "calendars: [{code: c, name: C, week: {mon: [09:00-17:00]}}]\n"
        standard = "standards: [{department: it, name: S, calendar: c, targets: [{clock: resolution, within: %s}]}]"
        apply(calendar + standard % "4 h")
        standards.revise(ServiceStandard.objects.get(), by=None)
        assert "Somebody works on a draft of this standard." in refused(standard % "5 h")

    def test_a_question_keeps_its_kind(self, laptop: Service, refused: Refused) -> None:
        make_form(laptop, {"code": "size", "kind": "number", "label": {"en": "Size"}})
        told = refused("""services:
  - department: it
    code: laptop
    form:
      - code: size
        kind: short
        label: Size
""")
        assert "portal.yaml:5: Question “size”, code: An earlier version asked something of another kind" in told
        assert FormVersion.objects.count() == 1

    def test_a_condition_about_a_later_question(self, laptop: Service, refused: Refused) -> None:
        told = refused("""services:
  - department: it
    code: laptop
    form:
      - {code: a, kind: short, label: A, when: {field: b, test: answered}}
      - {code: b, kind: short, label: B}
""")
        assert "portal.yaml:5: Question “a”, when: The question it depends on is gone or comes later." in told

    def test_a_template_that_fits_no_question(self, laptop: Service, refused: Refused) -> None:
        told = refused("""services:
  - department: it
    code: laptop
    form:
      - {code: size, kind: number, label: Size, most: 5}
    templates:
      - name: Large
        fills:
          size: 7
""")
        assert "portal.yaml:9: “size”: At most 5." in told

    def test_days_as_long_as_a_calendar_makes_them(self, it: Department, refused: Refused) -> None:
        told = refused("standards: [{department: it, name: S, targets: [{clock: resolution, within: 3 d}]}]")
        assert "Say it in hours" in told

    def test_a_ladder_that_no_clock_climbs(self, it: Department, refused: Refused) -> None:
        told = refused("""calendars: [{code: c, name: C, week: {mon: [09:00-17:00]}}]
standards:
  - department: it
    name: S
    calendar: c
    targets: [{clock: resolution, within: 1 h}]
    ladder:
      - {at: 2 h before, tell: [owner]}
""")
        assert "portal.yaml:7: A step before the target lies within it" in told

    def test_departments_that_are_parts_of_each_other(self, refused: Refused) -> None:
        told = refused("departments: [{code: a, name: A, part_of: b}, {code: b, name: B, part_of: a}]")
        assert "These are parts of each other: a, b." in told


class TestWhoMay:
    def test_only_an_admin_applies(self, it: Department, tmp_path: Path) -> None:
        path = tmp_path / "portal.yaml"
        path.write_text(SERVICE)
        olga = make_agent("Olga", it)
        with pytest.raises(CommandError, match="is no active admin"):
            call_command("apply", str(path), "--by", olga.email, "--yes")
        with pytest.raises(CommandError, match="Say who does it"):
            call_command("apply", str(path), "--yes")
        assert not Service.objects.exists()

    def test_nobody_is_asked_where_nobody_can_answer(self, it: Department, anna: User, tmp_path: Path) -> None:
        path = tmp_path / "portal.yaml"
        path.write_text(SERVICE)
        with pytest.raises(CommandError, match="Say --yes"):
            call_command("apply", str(path), "--by", anna.email)
        assert not Service.objects.exists()
