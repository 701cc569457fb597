"""A wrong mapping is refused with file, line and key; the documentation's examples are right mappings."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from operations.import_log import mapping as schema
from operations.import_log.cells import moment
from operations.import_log.mapping import load
from operations.import_log.toml_file import MappingError
from tests.operations.importing import EVENTS, REQUESTS

TOP = Path(__file__).resolve().parents[2]
DOCS = TOP / "docs" / "import.md"
STANDARD = """
[calendars.office]
weekly = { mon = [["09:00", "17:00"]] }

[[standards]]
calendar = "office"
targets = [{ metric = "resolution", days = 2 }]

[[standards]]
services = ["Laptops"]

[[standards.targets]]
hours = 4

[[standards.targets]]
hours = 2
priority = "critical"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(text: str, fragment: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if fragment in line)


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('source = "desk"', 'source = "My Desk"', "source", "small letters"),
        ('kind = "requests"', 'kind = "cases"', "kind", "requests, events"),
        ('zone = "Europe/Berlin"', 'zone = "Berlin"', "values.zone", "time zone such as"),
        ('dates = ["%d.%m.%Y %H:%M"]', 'dates = ["DD.MM.YYYY"]', "values.dates", "knows"),
        ('key = "id"', 'kee = "id"', "columns.kee", "Did you mean 'key'?"),
        ('filed = "opened"', "filed = 3", "columns.filed", "a text in quotes"),
        ('"open" = "in_progress"', '"open" = "busy"', "states.open", "one of new, in_progress"),
        ('"A" = "critical"', '"A" = "P1"', "priorities.A", "critical, high, normal, low"),
        ('priority = "prio"', 'priority = "prio"\nimpact = "x"', "columns.priority", "cannot stand beside"),
        ("[channels]", "[chanels]", "chanels", "Did you mean"),
        ("[channels]", '[file]\ndelimiter = ";;"\n[channels]', "file.delimiter", "one character"),
        ("[channels]", '[file]\nencoding = "utf-99"\n[channels]', "file.encoding", "is not known"),
        ("[channels]", '[services]\nactive = "yes"\n[channels]', "services.active", "true or false"),
        ("[channels]", "[departments]\nactive = true\n[channels]", "departments.active", "is not a known key"),
        ("[channels]", '[events]\norder = "file"\n[channels]', "events", 'kind = "events"'),
    ],
)
def test_the_sentence_names_file_line_and_key(tmp_path: Path, old: str, new: str, key: str, problem: str) -> None:
    assert old in REQUESTS
    text = REQUESTS.replace(old, new, 1)
    with pytest.raises(MappingError) as caught:
        load(written(tmp_path, text))
    wanted = new.splitlines()[1 if new.count("\n") == 2 and "file" in key else 0]
    fragment = next((word for word in ("delimiter", "encoding", "active") if word in key), wanted)
    assert str(caught.value).startswith(f"mapping.toml, line {line_of(text, fragment)}, {key}: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("days = 2", "days = 0", "standards.1.targets.1", "more than no time"),
        ("days = 2", "days = 2, hours = 1", "standards.1.targets.1", "one of days, hours and seconds"),
        ('calendar = "office"', 'calendar = "ofice"', "standards.1.calendar", "always, office"),
        ('"09:00", "17:00"', '"9", "17:00"', "calendars.office.weekly.mon", "not a time between"),
        ("hours = 2", "hours = 2.5\npriority_ = 1", "standards.2.targets.2.priority_", "not a known key"),
        ('services = ["Laptops"]', 'services = "Laptops"', "standards.2.services", "a list of texts"),
    ],
)
def test_promises_are_checked_as_well(tmp_path: Path, old: str, new: str, key: str, problem: str) -> None:
    text = REQUESTS + STANDARD.replace(old, new, 1)
    with pytest.raises(MappingError, match=problem) as caught:
        load(written(tmp_path, text))
    line = next(line for line in new.splitlines() if "priority_" in line or "\n" not in new)
    assert str(caught.value).startswith(f"mapping.toml, line {line_of(text, line)}, {key}: ")


def test_not_toml_and_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="line 1"):
        load(written(tmp_path, "source = desk"))
    with pytest.raises(MappingError, match="No such file"):
        load(tmp_path / "none.toml")


def test_a_required_column_is_asked_for_with_its_kind(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"columns\.at: is missing"):
        load(written(tmp_path, EVENTS.replace('at = "when"\n', "")))


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ('unknown_department = "leaves"', "one of stays, moves"),
        ('service = "newest"', "one of first, last"),
        ('unknown_department = "moves"', "rows without a department"),
    ],
)
def test_how_rows_of_events_are_read_is_checked_as_well(tmp_path: Path, events: str, problem: str) -> None:
    text = EVENTS.replace('[departments]\nunknown = "Nobody\'s group"', f"[events]\n{events}")
    with pytest.raises(MappingError, match=problem):
        load(written(tmp_path, text))


def test_a_log_without_departments_needs_one_name_for_all(tmp_path: Path) -> None:
    text = REQUESTS.replace('department = "team"\n', "")
    with pytest.raises(MappingError, match="departments: needs `unknown`"):
        load(written(tmp_path, text))
    assert load(written(tmp_path, text + '[departments]\nunknown = "IT"\n')).departments.unknown == "IT"


def test_days_of_a_target_are_as_long_as_the_calendars_day(tmp_path: Path) -> None:
    promised = load(written(tmp_path, REQUESTS + STANDARD)).promised
    everywhere, laptops = promised.standards
    assert [goal.seconds for goal in everywhere.goals] == [2 * 8 * 3600]
    assert [(goal.priority, goal.seconds) for goal in laptops.goals] == [(None, 4 * 3600), (1, 2 * 3600)]
    assert promised.for_service("IT", "Laptops") is laptops
    assert promised.for_service("IT", "Mail") is everywhere


class TestMoments:
    NEW_YORK = ZoneInfo("America/New_York")

    @pytest.mark.parametrize(
        ("text", "form", "expected"),
        [
            ("2011-07-01 01:32:33", "%Y-%m-%d %H:%M:%S", datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC)),
            ("29/2/2016 01:16", "%d/%m/%Y %H:%M", datetime(2016, 2, 29, 6, 16, tzinfo=UTC)),
            ("2017-01-09T09:17:18.000+01:00", "iso", datetime(2017, 1, 9, 8, 17, 18, tzinfo=UTC)),
            ("1325394000", "unix", datetime(2012, 1, 1, 5, tzinfo=UTC)),
            # Twice on the clock: the first time. Never on the clock: with the offset before the gap.
            ("2011-11-06 01:30:00", "iso", datetime(2011, 11, 6, 5, 30, tzinfo=UTC)),
            ("2011-03-13 02:30:00", "iso", datetime(2011, 3, 13, 7, 30, tzinfo=UTC)),
        ],
    )
    def test_wall_clock_times_are_those_of_the_zone(self, text: str, form: str, expected: datetime) -> None:
        assert moment(text, ("%H", form), self.NEW_YORK) == expected

    def test_nothing_is_guessed(self) -> None:
        for text in ("2011-13-01", "nan", "1e30", "99999-01-01", "13:00"):
            with pytest.raises(ValueError, match=re.escape(text)):
                moment(text, ("iso", "unix", "%d.%m.%Y"), self.NEW_YORK)


class TestDocumentation:
    @pytest.mark.parametrize("path", sorted((TOP / "docs" / "import").glob("*.toml")), ids=lambda path: path.stem)
    def test_the_mappings_we_ship_are_right(self, path: Path) -> None:
        assert load(path).source == path.stem

    def test_the_worked_examples_are_right(self, tmp_path: Path) -> None:
        blocks = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
        whole = [block for block in blocks if re.search(r"^source = ", block, re.MULTILINE) and "[columns]" in block]
        kinds = {load(written(tmp_path, block)).kind for block in whole}
        assert kinds == {"requests", "events"}

    def test_every_key_is_documented(self) -> None:
        text = DOCS.read_text(encoding="utf-8")
        keys = {*schema.COMMON_COLUMNS, *schema.COLUMNS["requests"], *schema.COLUMNS["events"]}
        keys |= set(schema.STATES) | {"encoding", "delimiter", "quote", "zone", "dates", "unknown", "language", "order"}
        keys |= {"unknown_department", "service"}
        keys |= {"source", "kind", "channel", "due", "hours", "weekly", "holidays", "workdays", "exceptions", "tz"}
        keys |= {"departments", "services", "calendar", "pauses", "since", "targets", "metric", "warn", "pledge"}
        missing = [key for key in sorted(keys) if f"`{key}`" not in text]
        assert not missing
