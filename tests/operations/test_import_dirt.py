"""Dirty logs: what can honestly be kept is kept and flagged, the rest is rejected with its line; nothing stops."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from django.core.management import CommandError

from operations.import_log import cases, reading
from operations.import_log.catalogue import code_of
from operations.import_log.mapping import Naming
from requests_app.models import Department, ServiceRequest
from requests_app.states import Status
from tests.operations.importing import EVENTS, REQUEST_COLUMNS, REQUESTS, Desk, event_row, request_row, write_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, REQUESTS)


def flags(key: str = "1") -> list[str]:
    return ServiceRequest.objects.get(source_key=key).flags


def line(*cells: str) -> bytes:
    return ",".join(cells).encode() + b"\n"


def good(key: str) -> bytes:
    return line(*request_row(key).values())


HEADER = line(*REQUEST_COLUMNS)


class TestOddRows:
    def test_closed_before_it_was_opened_is_kept_with_its_moments(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", solved="", closed="01.01.2026 12:00")])
        one = ServiceRequest.objects.get()
        assert one.closed_at
        assert one.closed_at < one.filed_at
        assert flags() == ["ended_before_filed"]

    def test_an_event_before_the_filing_is_kept(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, EVENTS.replace('at = "when"', 'at = "when"\nfiled = "said"').replace('text = "said"', ""))
        desk.bring_in([event_row("1", "2026-01-05T09:00:00Z", "Active", said="2026-01-05T10:00:00Z")])
        assert flags() == ["event_before_filing"]

    def test_open_with_an_end_follows_the_moments(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", state="open")])
        assert ServiceRequest.objects.get().status == Status.CLOSED
        assert flags() == ["open_with_end"]

    def test_words_the_mapping_does_not_know_are_flagged(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", state="limbo", prio="Z", stars="nine")])
        assert set(flags()) == {"unknown_state", "unknown_priority", "unknown_csat"}

    def test_the_summary_and_the_report_name_the_unknown_word_its_column_and_its_line(self, desk: Desk) -> None:
        rows = [request_row("1"), request_row("2", state="limbo"), request_row("3", state="limbo", prio="Z")]
        told = desk.bring_in(rows)
        assert "unknown_state: “limbo” 2×, first on line 3 (column state)" in told
        assert "unknown_priority: “Z” 1×, first on line 4 (column prio)" in told
        assert desk.flagged() == [
            ("3", "2", "unknown_state", "state", "limbo"),
            ("4", "3", "unknown_priority", "prio", "Z"),
            ("4", "3", "unknown_state", "state", "limbo"),
        ]

    def test_a_dry_run_names_unknown_words_without_a_report(self, desk: Desk) -> None:
        told = desk.bring_in([request_row("1", state="limbo")], dry_run=True)
        assert "unknown_state: “limbo” 1×, first on line 2 (column state)" in told
        assert not desk.report.exists()

    def test_in_a_log_of_events_each_line_with_the_word_is_named(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, EVENTS)
        moments = [f"2026-01-05T{hour:02}:00:00Z" for hour in (9, 10, 11)]
        states = ("New", "Awaiting problem", "Awaiting problem")
        told = desk.bring_in([event_row("1", at, state) for at, state in zip(moments, states, strict=True)])
        assert "1 requests flagged: unknown_state 1" in told
        assert "unknown_state: “Awaiting problem” 2×, first on line 3 (column status)" in told
        assert [(line, flag) for line, _key, flag, _column, _word in desk.flagged()] == [
            ("3", "unknown_state"),
            ("4", "unknown_state"),
        ]

    def test_every_flagged_row_is_in_the_report(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", done_by="Ann"), request_row("2", solved="", closed="01.01.2026 12:00")])
        assert desk.flagged() == [("2", "1", "own_work", "", ""), ("3", "2", "ended_before_filed", "", "")]

    def test_a_channel_without_a_meaning_keeps_its_own_word(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", via="Carrier pigeon"), request_row("2", via="")])
        assert set(ServiceRequest.objects.values_list("channel", flat=True)) == {"Carrier pigeon", "portal"}

    def test_who_works_on_their_own_request_is_flagged(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", done_by="Ann")])
        assert flags() == ["own_work"]

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"opened": "31.02.2026 09:00"}, "opened: '31.02.2026 09:00' is not a date"),
            ({"opened": "?"}, "no moment of filing"),
            ({"closed": "tomorrow"}, "closed: 'tomorrow' is not a date"),
            ({"opened": "05.01.1066 09:00"}, "is not a date"),
            ({"team": "?"}, "no department"),
            ({"topic": ""}, "no service"),
            ({"id": ""}, "a key of 1 to"),
            ({"id": "k" * 121}, "a key of 1 to"),
            ({"solved": "", "closed": ""}, "no moment says when it ended"),
        ],
    )
    def test_what_cannot_be_kept_is_rejected_and_the_next_row_comes_in(
        self, desk: Desk, cells: dict[str, str], reason: str
    ) -> None:
        desk.bring_in([request_row("bad") | cells, request_row("good")])
        [(number, _key, told)] = desk.rejected()
        assert number == "2"
        assert reason in told
        assert list(ServiceRequest.objects.values_list("source_key", flat=True)) == ["good"]

    def test_a_row_the_database_refuses_is_left_out_alone(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cases, "LONGEST_CHANNEL", 100)  # more than the column holds
        desk.bring_in([request_row("1"), request_row("2", via="v" * 90, team="Law"), request_row("3", team="Law")])
        [(number, key, reason)] = desk.rejected()
        assert (number, key) == ("3", "2")
        assert "The database refused it: value too long" in reason
        assert list(ServiceRequest.objects.order_by("pk").values_list("source_key", flat=True)) == ["1", "3"]


class TestAttacks:
    def bring(self, desk: Desk, *lines: bytes) -> None:
        log = desk.folder / "log.csv"
        log.write_bytes(HEADER + b"".join(lines))
        desk.bring_in(log)

    def keys(self) -> list[str]:
        return sorted(ServiceRequest.objects.values_list("source_key", flat=True))

    @pytest.mark.parametrize(
        ("attack", "reason"),
        [
            (good("x").replace(b"Laptops", b"Lap\0tops"), "NUL"),
            (good("x").replace(b"Laptops", b"Lap\xfftops"), "not text in the file's encoding"),
            (good("x").replace(b"Laptops", b"L" * 200_000), "field larger than field limit"),
            (b"a,b,c\n", "3 fields where the header has 16"),
        ],
        ids=["nul", "encoding", "huge field", "too few fields"],
    )
    def test_a_poisoned_row_is_rejected_and_the_others_come_in(self, desk: Desk, attack: bytes, reason: str) -> None:
        self.bring(desk, good("1"), attack, good("2"))
        [(number, _key, told)] = desk.rejected()
        assert (number, reason in told) == ("3", True)
        assert self.keys() == ["1", "2"]

    def test_a_line_without_end_costs_no_memory(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "LONGEST_LINE", 5000)
        self.bring(desk, good("1"), b"x" * 50_000 + b"\n", good("2"))
        assert "longer than" in desk.rejected()[0][2]
        assert self.keys() == ["1", "2"]

    def test_a_quote_that_never_ends_swallows_only_what_fits_into_a_field(self, desk: Desk) -> None:
        many = [good(str(n)) for n in range(2000)]
        self.bring(desk, good("first"), good("x").replace(b"Laptops", b'"Laptops'), *many)
        keys = self.keys()
        assert "first" in keys
        assert "1999" in keys
        assert "larger than field limit" in desk.rejected()[0][2]

    def test_a_formula_in_the_log_is_no_formula_in_the_report(self, desk: Desk) -> None:
        desk.bring_in([request_row("=1+1", opened="never")])
        assert desk.rejected()[0][1] == "'=1+1"

    def test_noise_is_rejected_line_by_line(self, desk: Desk) -> None:
        noise = random.Random(7).randbytes(200_000)
        self.bring(desk, good("1"), noise, b'"\n', good("2"))
        assert desk.rejected()
        assert "1" in self.keys()

    def test_the_whole_repertoire_of_texts_comes_through_unchanged(self, desk: Desk) -> None:
        text = 'a\\b "c" \t\\N 你好 Привет \U0001f600 {x} \\. ;--'
        desk.bring_in([request_row("1", subject=text, how=text)])
        assert ServiceRequest.objects.get().title == text
        assert ServiceRequest.objects.get().messages.get().text == text


class TestFiles:
    def test_a_packed_file_is_read_whatever_its_name(self, desk: Desk) -> None:
        log = desk.folder / "log.data"
        log.write_bytes(gzip.compress(HEADER + good("1")))
        desk.bring_in(log)
        assert ServiceRequest.objects.count() == 1

    def test_a_cut_off_file_says_so_and_keeps_what_was_whole(self, desk: Desk) -> None:
        log = desk.folder / "log.csv.gz"
        packed = gzip.compress(HEADER + b"".join(good(str(n)) for n in range(5000)))
        log.write_bytes(packed[: len(packed) // 2])
        with pytest.raises(CommandError, match="damaged or cut off after line"):
            desk.bring_in(log)

    @pytest.mark.parametrize(
        ("content", "problem"),
        [(b"", "is empty"), (b"id,subject\n", "the file has no column 'team'"), (b"\xff\xfe\x00\x01", "no column")],
    )
    def test_a_file_of_another_kind_is_refused_in_one_sentence(self, desk: Desk, content: bytes, problem: str) -> None:
        log = desk.folder / "log.csv"
        log.write_bytes(content)
        with pytest.raises(CommandError, match=problem):
            desk.bring_in(log)

    def test_no_file(self, desk: Desk) -> None:
        with pytest.raises(CommandError, match="There is no file"):
            desk.bring_in(desk.folder / "elsewhere.csv")

    def test_western_files_are_read_by_their_encoding(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, REQUESTS + '\n[file]\nencoding = "latin-1"\ndelimiter = ";"\n')
        log = write_log(tmp_path / "log.csv", [request_row("1", subject="Drücker")])
        log.write_bytes(log.read_text().replace(",", ";").encode("latin-1"))
        desk.bring_in(log)
        assert ServiceRequest.objects.get().title == "Drücker"


def test_codes_are_made_from_names_and_never_make_two_names_one() -> None:
    naming = Naming(codes={"R & D": "rd"})
    assert [code_of(name, naming) for name in ("R & D", "PWDx", "Group 70")] == ["rd", "PWDx", "group-70"]
    lossy = {
        code_of(name, naming) for name in ("Trash/Bulk", "Trash Bulk!", "TrashBulk?", "采购部", "Закупки", "法务部")
    }
    assert len(lossy) == 6
    assert all(len(code) <= 60 for code in lossy | {code_of("n" * 300, naming)})
    assert Department(code=code_of("采购部", naming)).code.isascii()
