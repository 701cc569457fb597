"""`./portal COMMAND`: what there is, and how it ends."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from . import interrupts
from .messages import Problem, from_os_error, say
from .python_env import Environment

# name, module, function, what it does
COMMANDS = (
    ("start", "start", "run", "set up what is missing and run the portal (--port, --host, --no-demo, --verbose)"),
    ("test", "testing", "run", "run the tests in parallel on servers of their own; takes pytest's arguments"),
    ("check", "checks", "run", "style, types, layers, migrations, settings, templates, translations"),
    ("bench", "commands", "bench", "load and measure, on servers of its own"),
    (
        "chaos",
        "commands",
        "chaos",
        "harm a portal of its own at work, and prove that nothing is lost (--faults, --seed)",
    ),
    ("seed", "commands", "seed", "make the demo company"),
    ("manage", "commands", "manage", "Django's commands on the portal's database: ./portal manage shell"),
    ("backup", "backup", "backup", "FILE: database, uploads and secrets in one file, also while the portal runs"),
    ("restore", "backup", "restore", "FILE [--force]: bring a backup back into a stopped, empty portal"),
    ("doctor", "doctor", "run", "what is here, what is wrong, and what to do about it"),
    ("screens", "commands", "screens", "take the pictures that the README shows"),
    ("lighthouse", "commands", "lighthouse", "what Lighthouse says about the main pages (needs Node)"),
    ("reset", "commands", "reset", "remove all data and settings (asks first)"),
)


def main(arguments: list[str]) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if name in ("--help", "-h", "help"):
        print(usage())
        return 0
    found = next((command for command in COMMANDS if command[0] == name), None)
    if not found:
        say(f"portal: there is no command {name!r}.\n{usage()}")
        return 2
    interrupts.install()
    command: Callable[[Environment, list[str]], int] = getattr(import_module(f"{__package__}.{found[1]}"), found[2])
    return _with_plain_endings(command, rest)


def usage() -> str:
    lines = [f"  {name:<10} {text}" for name, _, _, text in COMMANDS]
    return "\n".join(["usage: ./portal COMMAND [arguments]", "", *lines])


def _with_plain_endings(command: Callable[[Environment, list[str]], int], arguments: list[str]) -> int:
    """A sentence and an exit code; PORTAL_DEBUG=1 shows the traceback to whoever works on the launcher."""
    try:
        return command(Environment(Path.cwd()), arguments)
    except interrupts.Interrupted:
        say("Stopped.")
        return 130
    except (Problem, OSError) as problem:
        if os.environ.get("PORTAL_DEBUG"):
            raise
        say(str(from_os_error(problem) if isinstance(problem, OSError) else problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
