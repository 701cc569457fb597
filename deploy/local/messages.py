"""What the launcher says: progress on stderr, so that stdout stays clean for `READY` and for what a command prints."""

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Problem(Exception):
    """Stops a command: one sentence on what is wrong, one on what to do, and perhaps the end of a log.

    `status` is what a failed program ended with.
    """

    def __init__(self, what: str, remedy: str = "", *, output: str = "", status: int = 1) -> None:
        super().__init__(what)
        self.what, self.remedy, self.output, self.status = what, remedy, output, status

    def __str__(self) -> str:
        sentence = " ".join(part for part in (self.what, self.remedy) if part)
        return f"{last_lines(self.output)}\nportal: {sentence}" if self.output else f"portal: {sentence}"


def say(text: str) -> None:
    if Step.current:
        Step.current.interrupt()
    print(text, file=sys.stderr, flush=True)


class Step:
    """One line of progress: a title, on a terminal the seconds that pass, at the end how many it took."""

    current: "Step | None" = None

    def __init__(self, title: str) -> None:
        self.title, self.began, self.shown, self.is_open = title, time.monotonic(), 0, True
        print(f"  {title} …", end="", file=sys.stderr, flush=True)

    def tick(self) -> None:
        seconds = int(time.monotonic() - self.began)
        if sys.stderr.isatty() and seconds != self.shown:
            self.shown, self.is_open = seconds, True
            print(f"\r  {self.title} … {seconds}", end="", file=sys.stderr, flush=True)

    def interrupt(self) -> None:
        """Something else has to be said meanwhile: on a line of its own."""
        if self.is_open:
            print(file=sys.stderr)
        self.is_open = False

    def finish(self, outcome: str = "") -> None:
        outcome = outcome or f"{time.monotonic() - self.began:.1f} s"
        lead = "\r" if sys.stderr.isatty() else ""
        text = f" {outcome}" if self.is_open and not lead else f"{lead}  {self.title} … {outcome}"
        print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[Step]:
    Step.current = current = Step(title)
    try:
        yield current
    except BaseException:
        current.finish("stopped")
        raise
    finally:
        Step.current = None
    current.finish()


def tick() -> None:
    if Step.current:
        Step.current.tick()


FULL = "Free some space, or set PORTAL_HOME to a directory on another disk."


def from_os_error(error: OSError) -> Problem:
    """The sentence for a failed file operation; what no sentence foresees keeps the system's own words."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(f"The disk is full{where}.", FULL)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"No permission to write{where}: {error.strerror}.",
            "Give yourself the right, or set PORTAL_HOME to a directory of yours.",
        )
    return Problem(f"The system refused{where}: {error.strerror or error}.", "`./portal doctor` shows more.")


def from_output(what: str, output: str, remedy: str = "", log: Path | None = None, *, status: int = 1) -> Problem:
    """The sentence for a failed program: what it was, what can be done, and its last lines."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return Problem(f"{what} failed because the disk is full.", FULL)
    where = f" Its log: {log}." if log else ""
    return Problem(f"{what} failed.{where}", remedy, output=output, status=status)


def last_lines(text: str, count: int = 12) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-count:])
