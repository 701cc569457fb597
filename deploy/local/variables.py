"""The environment of the portal's processes. `config/settings.py` reads it; what is set already always wins."""

import os
import socket
from collections.abc import Mapping

from .home import Home

NAMES = (
    "DATABASE_URL",
    "REDIS_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "DEBUG",
    "DEMO",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "MEDIA_ROOT",
    "ATTACHMENTS_URL",
    "STATIC_ROOT",
    "EMAIL_URL",
    "LOG_LEVEL",
    "PORTAL_HOME",
)
CLOCK = ("LD_PRELOAD", "FAKETIME", "DONT_FAKE_MONOTONIC")  # of a library that sets the clock of whatever is started
EVERYWHERE = ("0.0.0.0", "::")  # nosec B104 - what an address is compared with


def external_database() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def external_redis() -> bool:
    return bool(os.environ.get("REDIS_URL"))


def of_home(
    home: Home, servers: Mapping[str, str], *, demo: bool = False, url: str = "http://127.0.0.1:8000"
) -> dict[str, str]:
    """The variables of an installation; `servers` brings the addresses of database, cache and broker."""
    defaults = {
        "SECRET_KEY": home.secret_key(),
        "DEBUG": "0",
        "DEMO": "1" if demo else "0",
        "ALLOWED_HOSTS": ",".join(["localhost", "127.0.0.1", "[::1]", *_own_names(url)]),
        "BASE_URL": url,
        "MEDIA_ROOT": str(home.media),
        "STATIC_ROOT": str(home.static),
        "EMAIL_URL": f"filemail://{home.path / 'mail'}",
        "MAIL_FROM": "Counterpart <portal@localhost>",
        "LOG_LEVEL": "INFO",
    }
    return {**defaults, **servers, **_given(), "PORTAL_HOME": str(home.path)}


def for_tests(home: Home, servers: Mapping[str, str]) -> dict[str, str]:
    """Like an installation, but plain file names for static files and room for any host a test server picks."""
    return {**of_home(home, servers), "DEBUG": "1", "ALLOWED_HOSTS": "*", "LOG_LEVEL": "WARNING"}


def child_environment(variables: Mapping[str, str]) -> dict[str, str]:
    # Output goes to files, where a buffered line would be missing after a crash.
    return {**os.environ, **variables, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def of_servers() -> dict[str, str]:
    """For PostgreSQL and Redis: little, but the clock of everybody else (tests run at moments of the calendar's)."""
    clock = {name: os.environ[name] for name in CLOCK if name in os.environ}
    return {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", **clock}


def write(home: Home, variables: Mapping[str, str]) -> None:
    head = "# Written by ./portal for this home's servers; manage.py reads it. Changes here are overwritten."
    home.write(home.env_file, "\n".join([head, *(f"{name}={value}" for name, value in variables.items())]))


def read(home: Home) -> dict[str, str]:
    lines = home.env_file.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def address(host: str, port: int) -> str:
    """What a browser on this machine opens."""
    host = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}"


def _given() -> dict[str, str]:
    given = {name: os.environ[name] for name in (*NAMES, "MAIL_FROM") if os.environ.get(name) and name != "PORTAL_HOME"}
    if external_redis() and "BROKER_URL" not in given:
        given["BROKER_URL"] = given["REDIS_URL"]
    return given


def _own_names(url: str) -> list[str]:
    name = socket.gethostname()
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None, socket.AF_INET)}
    except OSError:
        addresses = set()
    return [name, *sorted(addresses)]
