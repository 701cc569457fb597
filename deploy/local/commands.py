"""Commands that need the portal's database for a while: those of a running portal, else servers started for them."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from . import variables
from .home import Home, InUse, find_home, point_to
from .messages import Problem, say, step
from .project import Project, compile_catalogues
from .python_env import Environment, needed
from .servers import Servers, foreground, prepare_environment, running
from .testing import make_enterable


@contextmanager
def database(environment: Environment, home: Home) -> Iterator[tuple[dict[str, str], Servers | None]]:
    """The variables of the home's portal while its database can be reached; the servers when they were started here."""
    make_enterable(home)
    try:
        with home.lock():
            home.prepare()
            point_to(home, environment.top)
            with running(home, environment) as servers:
                demo = home.demo == "yes"
                yield variables.of_home(home, servers.addresses, demo=demo), servers
    except InUse:
        if not home.env_file.exists():
            raise
        yield variables.read(home), None


def manage(environment: Environment, arguments: list[str]) -> int:
    prepare_environment(environment)
    compile_catalogues(environment)
    home = find_home(environment.top)
    with database(environment, home) as (values, servers):
        child = variables.child_environment(values)
        if servers and arguments[:1] != ["migrate"]:
            Project(environment, home, child).migrate()
        command = [environment.python, environment.top / "manage.py", *arguments]
        return foreground(command, child, servers.supervisor if servers else None)


def seed(environment: Environment, arguments: list[str]) -> int:
    code = manage(environment, ["seed", *arguments])
    home = find_home(environment.top)
    if code == 0 and home.demo != "yes" and not variables.external_database():
        home.set_demo("yes")
        say("From its next start on this portal shows itself as a demo (one-click sign-in); DEMO=0 prevents that.")
    return code


def bench(environment: Environment, arguments: list[str]) -> int:
    """Against servers as durable as the portal's, in a home of their own."""
    return _beside(environment, "bench", "bench", arguments)


def chaos(environment: Environment, arguments: list[str]) -> int:
    """A portal of its own, below the home: nothing of this one is harmed."""
    environment.prepare(needed(dev=True, embedded=True))
    compile_catalogues(environment)
    parent = find_home(environment.top)
    make_enterable(parent)
    home = parent.sub("chaos")
    make_enterable(home)
    with home.lock(taken="Another ./portal chaos is under way (process {pid}).", remedy="Wait for it to end."):
        values = {**os.environ, "CHAOS_HOME": str(home.path / "portal")}
        return foreground([environment.python, "-m", "bench.chaos", *arguments], values)


def screens(environment: Environment, arguments: list[str]) -> int:
    return _beside(environment, "screens", "tests.browser.screens", arguments)


def lighthouse(environment: Environment, arguments: list[str]) -> int:
    """Beside the pictures: the same company, made anew."""
    return _beside(environment, "screens", "tests.browser.lighthouse", arguments)


def _beside(environment: Environment, name: str, module: str, arguments: list[str]) -> int:
    """Run a module of ours beside a running portal: with its own home, so that it may write what it likes."""
    prepare_environment(environment, dev=True)
    compile_catalogues(environment)
    parent = find_home(environment.top)
    make_enterable(parent)
    home = parent.sub(name)
    make_enterable(home)
    with home.lock(taken="Another ./portal " + name + " is under way (process {pid}).", remedy="Wait for it to end."):
        home.prepare()
        with running(home, environment) as servers:
            values = variables.of_home(home, servers.addresses, demo=name == "screens")
            project = Project(environment, home, variables.child_environment(values))
            project.migrate()
            project.collect_static()
            return foreground([environment.python, "-m", module, *arguments], project.variables, servers.supervisor)


def reset(environment: Environment, arguments: list[str]) -> int:
    """Remove everything the home holds. Asks first, and knows its own files: a wrong PORTAL_HOME loses nothing else."""
    home = find_home(environment.top)
    if not home.path.exists():
        say(f"Nothing to reset: {home.path} does not exist.")
        return 0
    with home.lock():
        if "--yes" not in arguments and not _agreed(home):
            say("Nothing was changed.")
            return 1
        with step(f"Removing {home.path}"):
            for pattern in OURS:
                for path in home.path.glob(pattern):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return 0


OURS = (
    *(
        "pg[0-9]*",
        "redis",
        "redis.*",
        "sock",
        "media*",
        "mail",
        "static",
        "static.stamp",
        "logs",
        "bin",
        "test",
        "test-[0-9]",
        "bench",
        "chaos",
    ),
    *("screens", "env", "secret_key", "demo", "run.json", "beat-schedule*", "*.new"),
)


def _agreed(home: Home) -> bool:
    if not sys.stdin.isatty():
        raise Problem("./portal reset asks before it removes anything, and there is nobody to ask.", "Add --yes.")
    answer = input(f"This removes all requests, people, files and settings in {home.path}. Type yes to go on: ")
    return answer.strip().lower() == "yes"
