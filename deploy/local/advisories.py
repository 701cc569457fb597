"""Are versions we use known to be vulnerable? Asks the package index's advisory service, by way of pip-audit.

Ends with 0 (none known), 1 (some are), or UNANSWERED where no service answered: a check that needs a network must not
stop somebody who has none. The versions asked about are those of the requirements files, not of this machine.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNANSWERED = 77  # what test programs end with when they could not run
SECONDS = 60
FILES = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")


@dataclass(frozen=True, slots=True)
class Found:
    """What the service said: how many versions it knew, and a line for each advisory."""

    known: int
    unknown: int
    advisories: tuple[str, ...]


def read(report: dict[str, Any]) -> Found:
    packages = {(one["name"], one.get("version", "")): one for one in report["dependencies"]}
    known = [one for one in packages.values() if "skip_reason" not in one]
    return Found(len(known), len(packages) - len(known), tuple(line for one in known for line in _lines(one)))


def _lines(package: dict[str, Any]) -> Iterable[str]:
    for advisory in package.get("vulns", ()):
        mended = ", ".join(advisory.get("fix_versions", ())) or "no version yet"
        yield f"{package['name']} {package['version']}: {advisory['id']}, mended in {mended}"


def ask(top: Path) -> Found | None:
    """None: nobody answered within SECONDS."""
    lists = [part for name in FILES if (top / name).exists() for part in ("-r", str(top / name))]
    # The files name every version, so nothing has to be resolved or downloaded.
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    command = [sys.executable, "-m", "pip_audit", *lists, *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        return read(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def main() -> int:
    found = ask(Path.cwd())
    if found is None or not found.known:
        print("no advisory service")
        return UNANSWERED
    print(f"{found.known} versions looked up, {found.unknown} unknown to the service")
    print("\n".join(found.advisories))
    return 1 if found.advisories else 0


if __name__ == "__main__":
    sys.exit(main())
