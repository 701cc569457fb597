"""`./portal test`: pytest in parallel against a PostgreSQL and a Redis of its own, which nothing else uses."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from . import variables
from .home import Home, InUse, find_home
from .messages import Problem
from .project import compile_catalogues
from .python_env import Environment
from .servers import foreground, prepare_environment, running

MOST_AT_ONCE = 5  # runs at the same time in one checkout


def run(environment: Environment, arguments: list[str]) -> int:
    prepare_environment(environment, dev=True)
    compile_catalogues(environment)
    with own_home(find_home(environment.top)) as home, running(home, environment, fleeting=True) as servers:
        values = variables.child_environment(variables.for_tests(home, servers.addresses))
        # A file's tests stay on one worker, so that what a module prepares (a whole import) is prepared once.
        parallel = ["-n", str(cores()), "--dist", "loadfile"]
        return foreground([environment.python, "-m", "pytest", *parallel, *arguments], values, servers.supervisor)


@contextmanager
def own_home(parent: Home) -> Iterator[Home]:
    """`test` below the portal's home, or `test-2` ... while another run uses that."""
    make_enterable(parent)
    with ExitStack() as stack:
        yield _first_free(parent, stack)


def _first_free(parent: Home, stack: ExitStack) -> Home:
    for number in range(1, MOST_AT_ONCE + 1):
        home = parent.sub("test" if number == 1 else f"test-{number}")
        make_enterable(home)
        try:
            stack.enter_context(home.lock())
        except InUse:
            continue
        home.prepare()
        return home
    raise Problem(f"{MOST_AT_ONCE} test runs are under way in this checkout.", "Wait for one to end.")


def make_enterable(home: Home) -> None:
    home.path.mkdir(parents=True, exist_ok=True)
    home.path.chmod(0o711 if home.account.switch else 0o700)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
