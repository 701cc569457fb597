"""`./portal check`: everything that can be said about the code without running the tests, one line a step."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import processes
from .advisories import UNANSWERED
from .messages import Problem, last_lines, say
from .project import compile_catalogues
from .python_env import Environment
from .servers import prepare_environment

CODE = ("config", "requests_app", "sla", "surveys", "dashboards", "operations", "deploy", "tests", "manage.py")
SHIPPED = tuple(name for name in CODE if name != "tests")
TRANSLATIONS = "operations/management/commands/translations.py"
# Nothing connects to these: mypy's Django plugin and `check` only read the settings.
SETTINGS = {
    "DATABASE_URL": "postgresql://portal@localhost/portal",
    "REDIS_URL": "redis://localhost:6379/1",
    "DEBUG": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
PRODUCTION = {
    "DATABASE_URL": "postgresql://portal:password@db.example.com/portal",
    "REDIS_URL": "rediss://cache.example.com:6379/1",
    "BROKER_URL": "rediss://cache.example.com:6379/0",
    "SECRET_KEY": "xq8R3-Zt0vN5mJ7kLwB2yHd9sFgC4pTeUa6iXo1nVrEbMhQzDjKlYcWu",
    "DEBUG": "0",
    "DEMO": "0",
    "ALLOWED_HOSTS": "portal.example.com",
    "BASE_URL": "https://portal.example.com",
    "EMAIL_URL": "smtp://mail.example.com:587?tls=starttls",
    "MAIL_FROM": "portal@example.com",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A program of the environment with its arguments; left out where a path in `needs` is missing."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=lambda: SETTINGS)
    needs: tuple[str, ...] = ()
    # Ends with `advisories.UNANSWERED` and one line that says why, where what it needs is not there.
    may_skip: bool = False


def steps(top: Path) -> list[Step]:
    """All of them, in order. A further check is a further line here."""
    code = tuple(name for name in CODE if (top / name).exists())
    return [
        Step("ruff check", "ruff", ("check", ".")),
        Step("ruff format", "ruff", ("format", "--check", ".")),
        Step("mypy", "mypy", code),
        Step("import contracts", "lint-imports", ("--no-cache",)),
        Step(
            "migrations",
            "python",
            ("-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"),
            needs=("manage.py",),
        ),
        Step(
            "production settings",
            "python",
            ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            PRODUCTION,
            ("manage.py",),
        ),
        Step("templates", "python", ("-m", "deploy.local.template_lint", "templates"), needs=("templates",)),
        Step("translations", "python", ("manage.py", "translations", "check"), needs=(TRANSLATIONS,)),
        Step("bandit", "bandit", ("-q", "-r", "-c", "pyproject.toml", "--severity-level", "medium", *SHIPPED)),
        Step("advisories", "python", ("-m", "deploy.local.advisories"), dict(os.environ), may_skip=True),
    ]


def run(environment: Environment, arguments: list[str]) -> int:
    """With names, only the steps whose name begins so."""
    prepare_environment(environment, dev=True)
    compile_catalogues(environment)
    chosen = [step for step in steps(environment.top) if not arguments or step.name.startswith(tuple(arguments))]
    if not chosen:
        raise Problem(
            f"No check is called {' '.join(arguments)}.",
            f"There are: {', '.join(s.name for s in steps(environment.top))}.",
        )
    chosen = [step for step in chosen if all((environment.top / path).exists() for path in step.needs)]
    failed = [step.name for step in chosen if not _passes(step, environment)]
    say(
        f"{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}."
        if failed
        else f"All {len(chosen)} checks passed."
    )
    return 1 if failed else 0


def _passes(step: Step, environment: Environment) -> bool:
    began = time.monotonic()
    # Only what the step says: somebody's DATABASE_URL must not decide whether the code is right.
    surroundings = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", "/"),
        "LC_ALL": "C.UTF-8",
        **step.variables,
    }
    try:
        processes.run(step.name, [environment.program(step.program), *step.arguments], env=surroundings)
    except Problem as problem:
        if step.may_skip and problem.status == UNANSWERED:
            say(f"  skipped {step.name:<22} {time.monotonic() - began:5.1f} s  {problem.output.strip()}")
            return True
        say(f"  FAILED  {step.name:<22} {time.monotonic() - began:5.1f} s\n{last_lines(problem.output, 60)}")
        return False
    say(f"  ok      {step.name:<22} {time.monotonic() - began:5.1f} s")
    return True
