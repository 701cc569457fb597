"""`./portal start`: everything from an empty machine to a portal in the browser, and its orderly end."""

import argparse
import http.client
import os
import signal
import socket
import sys
import time
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from . import interrupts, ports, variables
from .home import Home, find_home, point_to
from .messages import say, step
from .project import Project, compile_catalogues
from .python_env import Environment
from .servers import Servers, prepare_environment, running
from .supervisor import Child, Service

READY_SECONDS = 180.0  # a busy machine imports slowly
ADDRESS_IN_USE = "Stop it first (Ctrl-C in its terminal), or set PORTAL_HOME to run a second one beside it."


def run(environment: Environment, arguments: list[str]) -> int:
    options = _parse(arguments)
    prepare_environment(environment)
    home = find_home(environment.top)
    home.path.mkdir(parents=True, exist_ok=True)
    with home.lock(remedy=ADDRESS_IN_USE):
        home.prepare()
        point_to(home, environment.top)
        compile_catalogues(environment)
        with running(home, environment, verbose=options.verbose) as servers:
            try:
                Portal(environment, home, servers, options).serve()
            except interrupts.Interrupted:
                say("Stopping (Ctrl-C again leaves at once) …")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./portal start", description="Set up what is missing and run the portal.")
    parser.add_argument("--port", default=os.environ.get("PORT") or str(ports.DEFAULT), help="default 8000, or PORT")
    parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS") or "127.0.0.1", help="address to listen on")
    parser.add_argument("--no-demo", action="store_true", help="no demo company (as DEMO=0)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--verbose", action="store_true", help="show the logs of all services here")
    options = parser.parse_args(arguments)
    options.port = ports.parse(options.port)
    return options


@dataclass(frozen=True, slots=True)
class Portal:
    environment: Environment
    home: Home
    servers: Servers
    options: argparse.Namespace

    def serve(self) -> None:
        listener = ports.listen(self.options.host, self.options.port)
        url = variables.address(self.options.host, listener.getsockname()[1])
        project = self._project(url)
        project.migrate()
        project.collect_static()  # before the demo, which reads its own pages to keep reports of them
        project.seed(self.servers, wanted=self._wants_demo())
        web = self._start_services(project, listener)
        with step("Web server"):
            self.servers.supervisor.await_ready(web, lambda: is_up(url, project.variables["BASE_URL"]), READY_SECONDS)
        self._announce(url, project)
        while True:
            interrupts.check()
            self.servers.supervisor.tend()
            time.sleep(0.2)

    def _project(self, url: str) -> Project:
        demo = self._wants_demo() and self.home.demo != "no"
        values = variables.of_home(self.home, self.servers.addresses, demo=demo, url=url)
        variables.write(self.home, values)
        return Project(self.environment, self.home, variables.child_environment(values))

    def _wants_demo(self) -> bool:
        """A database of somebody's own gets a demo company only when DEMO=1 says so."""
        given = os.environ.get("DEMO", "").strip().lower()
        if self.options.no_demo or given in ("0", "no", "false", "off"):
            return False
        return bool(given) or not variables.external_database()

    def _start_services(self, project: Project, listener: socket.socket) -> Child:
        python, start = self.environment.python, self.servers.supervisor.start
        celery = [python, "-m", "celery", "-A", "config"]
        quiet = ["--without-gossip", "--without-mingle"]
        start(self._service(project, "worker", [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", *quiet]))
        schedule = self.home.path / "beat-schedule"
        start(
            self._service(
                project, "beat", [*celery, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile="]
            )
        )
        if project.variables.get("LMTP_LISTEN"):
            start(self._service(project, "lmtp", [python, "manage.py", "lmtp"]))
        bind = [
            "--no-control-socket",
            "--bind",
            f"fd://{listener.fileno()}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "10",
        ]
        gunicorn = [python, "-m", "gunicorn", *bind, "config.wsgi"]
        return start(self._service(project, "web", gunicorn, pass_fds=(listener.fileno(),)))

    def _service(
        self, project: Project, name: str, command: Sequence[object], pass_fds: tuple[int, ...] = ()
    ) -> Service:
        return Service(
            name=name,
            command=command,
            log=self.home.logs / f"{name}.log",
            cwd=self.environment.top,
            env=project.variables,
            # Without its launcher there is no broker either, and Celery would wait for one. Its tasks come again.
            death=signal.SIGKILL if name == "worker" else signal.SIGTERM,
            pass_fds=pass_fds,
        )

    def _announce(self, url: str, project: Project) -> None:
        print(f"READY {url}/  (Ctrl-C stops; data in {self.home.path})", flush=True)
        if not self.options.no_browser and has_screen():
            webbrowser.open(f"{url}/")
        if project.variables["DEMO"] != "1":
            self._lead_the_first_admin(project)

    @staticmethod
    def _lead_the_first_admin(project: Project) -> None:
        """Printed at every start as long as there is no admin; by then the way is closed."""
        link = project.manage("Looking for the first admin", "setup_link").strip()
        if link:
            say(f"  Nobody is here yet. Make the first account, which sets up everything else:\n  {link}")


def has_screen() -> bool:
    """Somebody started it from a terminal of a machine with a screen: a browser can be opened for them."""
    screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(screen) and sys.stdout.isatty() and os.geteuid() != 0


def is_up(url: str, public: str) -> bool:
    """Whether /readyz answers well. Asked in the words of the public address, which may be another host behind TLS."""
    here, seen = urlsplit(url), urlsplit(public)
    connection = http.client.HTTPConnection(here.hostname or "127.0.0.1", here.port, timeout=1)
    try:
        connection.request("GET", "/readyz", headers={"Host": seen.netloc, "X-Forwarded-Proto": seen.scheme})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
