"""How an import shows that it moves: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from operations.import_log.case import Flagged
from operations.import_log.reading import Rejected
from operations.import_log.report import Progress, Report
from operations.import_log.unknown import MOST_WORDS, UnknownWords


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_terminal_gets_one_bar_with_rate_and_time_left(watch: Watch) -> None:
    out = Terminal()
    progress = Progress(out, watch)
    watch.now = 10
    progress.tell(0.25, 5_000, 20_000)
    assert "\n" not in out.getvalue()
    assert out.getvalue().endswith("25%  5,000 requests, 20,000 events, 2,000 events/s, 0:30 left")
    assert out.getvalue().count("█") == 8


def test_elsewhere_there_is_a_line_every_ten_seconds(watch: Watch) -> None:
    out = io.StringIO()
    progress = Progress(out, watch)
    for second in range(1, 26):
        watch.now = second
        progress.tell(second / 100, second, second)
    assert len(out.getvalue().splitlines()) == 2


def test_what_an_earlier_part_did_says_nothing_about_the_rate(watch: Watch) -> None:
    out = Terminal()
    progress = Progress(out, watch)
    progress.begin_at(0.5, 100_000)
    watch.now = 10
    progress.tell(0.6, 30_000, 120_000)
    assert "2,000 events/s, 0:40 left" in out.getvalue()


def test_the_report_keeps_what_was_dealt_with_and_drops_what_was_undone(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    Report(path).add([Rejected(2, "a", "one"), Rejected(3, "b", "two, undone")])
    again = Report(path, keep=1)
    again.add([Rejected(3, "b", "two")])
    assert path.read_text().splitlines() == [
        "kind,line,key,reason,column,word",
        "rejected,2,a,one,,",
        "rejected,3,b,two,,",
    ]


def test_unknown_words_of_an_earlier_part_are_counted_again_from_the_report(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    before, undone = (
        Flagged(9, "a", "unknown_state", "status", "-limbo"),
        Flagged(12, "b", "unknown_state", "status", "x"),
    )
    Report(path).add([before, undone])
    again = Report(path, keep=1)
    again.add([Flagged(7, "c", "unknown_state", "status", "-limbo")])
    assert list(again.words.told()) == ["unknown_state: “-limbo” 2×, first on line 7 (column status)"]


def test_a_column_of_free_text_costs_no_memory() -> None:
    words = UnknownWords()
    for n in range(10_000):
        words.add("unknown_csat", "stars", f"word {n}", n)
        words.add("unknown_csat", "stars", "word 7", n)
    assert words.distinct() == MOST_WORDS
    [line] = words.told()
    assert line.startswith("unknown_csat: “word 7” ")
    assert line.endswith("; other words 9,995×")
