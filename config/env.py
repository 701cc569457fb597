"""Typed readers of the environment: a wrong or missing value stops the process at start and says what to write."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvironmentProblem(SystemExit):
    """Stops the process: names the variable, what is wrong with it, and an example that works."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"{name}: {problem}. Example: {name}={example}")


@contextmanager
def _readable(name: str, value: str, wanted: str, example: str) -> Iterator[None]:
    try:
        yield
    except ValueError:
        raise EnvironmentProblem(name, f"{value!r} is not {wanted}", example) from None


def env_str(name: str, default: str | None = None, *, example: str = "text") -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise EnvironmentProblem(name, "is not set and has no default", example)
    return default


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise EnvironmentProblem(name, f"{value!r} is neither yes nor no", "1")
    return default


def env_int(name: str, default: int, *, at_least: int = 0, at_most: int = 2**31) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    with _readable(name, value, "a whole number", str(default)):
        number = int(value)
    if not at_least <= number <= at_most:
        raise EnvironmentProblem(name, f"{number} is outside {at_least} to {at_most}", str(default))
    return number


def env_choice(name: str, known: tuple[str, ...]) -> str:
    """One of the known words, the first where nothing is set."""
    value = env_str(name, known[0])
    if value not in known:
        raise EnvironmentProblem(name, f"{value!r} is none of {', '.join(known)}", known[-1])
    return value


def env_choices(name: str, known: Collection[str]) -> tuple[str, ...]:
    """Some of the known words, separated by commas; all of them where nothing is set."""
    chosen = env_list(name, tuple(known))
    if unknown := [word for word in chosen if word not in known]:
        raise EnvironmentProblem(name, f"{unknown[0]!r} is none of {', '.join(known)}", ",".join(list(known)[:3]))
    return tuple(chosen)


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or list(default)


def env_secret(name: str, *, debug: bool) -> str:
    """A secret has no default in production; while debugging a fixed, worthless one keeps commands short."""
    value = os.environ.get(name, "").strip()
    if not value and debug:
        return "only-for-debugging-" + "0" * 40
    if len(value) < 50:
        problem = "is not set" if not value else f"is too short ({len(value)} characters, 50 are needed)"
        raise EnvironmentProblem(name, problem, "$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')")
    return value


def env_database(name: str, default: str | None = None, **options: str) -> dict[str, object]:
    """A PostgreSQL URL as Django's DATABASES entry. `?host=/directory` names a unix socket; `options` are in force
    where the URL does not say otherwise.
    """
    example = "postgresql://portal:password@db.example.com:5432/portal"
    value = env_str(name, default, example=example)
    with _readable(name, value, "a URL", example):
        url = urlsplit(value)
        port = url.port
    if url.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentProblem(
            name, f"{url.scheme or value!r} is not PostgreSQL, the only database this runs on", example
        )
    if not url.path.strip("/"):
        raise EnvironmentProblem(name, "names no database after the last slash", example)
    options |= dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


MAIL_EXAMPLE = "smtp://user:password@mail.example.com:587?tls=starttls"


def env_mail(name: str, default: str | None = None) -> dict[str, object]:
    """Django's EMAIL_* settings from one URL: `smtp://`, `smtps://` or `filemail:///directory` (one file a message)."""
    value = env_str(name, default, example=MAIL_EXAMPLE)
    with _readable(name, value, "a URL", MAIL_EXAMPLE):
        url = urlsplit(value)
        port = url.port
    if url.scheme == "filemail":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": url.path}
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise EnvironmentProblem(name, f"{value!r} is neither smtp://, smtps:// nor filemail://", MAIL_EXAMPLE)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": dict(parse_qsl(url.query)).get("tls") == "starttls",
    }


def env_token(name: str) -> str:
    """A secret that a program sends, long enough not to be guessed; empty where nothing is set."""
    value = env_str(name, "")
    if value and (len(value) < 20 or not value.isascii()):
        problem = "has to be 20 or more letters and digits"
        raise EnvironmentProblem(name, problem, "$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')")
    return value


def env_list_of_breached(name: str) -> str:
    """An https address, or a file that is there; empty where nothing is set."""
    value = env_str(name, "")
    if value and not value.startswith("https://") and not Path(value).is_file():
        raise EnvironmentProblem(
            name, f"{value!r} is neither https:// nor a file", "https://api.pwnedpasswords.com/range/"
        )
    return value


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks or single addresses, separated by commas; none where nothing is set."""
    found = []
    for value in env_list(name):
        with _readable(name, value, "a network", "127.0.0.0/8,::1"):
            found.append(ip_network(value))
    return found


def env_address(name: str) -> str:
    """One e-mail address without a plus, as one is added to it; empty where nothing is set."""
    value = env_str(name, "")
    if value and not re.fullmatch(r"[^\s@+<>]+@[^\s@+<>]+", value):
        raise EnvironmentProblem(name, f"{value!r} is not a plain address", "reply@portal.example.com")
    return value.lower()


def env_prefixed(prefix: str) -> dict[str, str]:
    """Every variable whose name begins so, by the rest of its name; for secrets that rows refer to."""
    found = {name.removeprefix(prefix): value.strip() for name, value in os.environ.items() if name.startswith(prefix)}
    return {name: value for name, value in found.items() if name and value}


SCANNER_EXAMPLE = "clamd://127.0.0.1:3310"
STORAGE_EXAMPLE = "s3://key:secret@bucket/folder?endpoint=https://s3.example.com&region=eu-central-1"


def env_storage(name: str, default: str) -> dict[str, object]:
    """Django's STORAGES entry from one URL: `file:///directory`, or `s3://` for any store that speaks S3.

    Key and secret may be left out of the URL and come from where boto3 looks for them: AWS_ACCESS_KEY_ID and so on.
    """
    value = env_str(name, default, example=STORAGE_EXAMPLE)
    with _readable(name, value, "a URL", STORAGE_EXAMPLE):
        url = urlsplit(value)
        options = dict(parse_qsl(url.query))
    if url.scheme == "file" and url.path.startswith("/"):
        private = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, "base_url": None}
        backend = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": backend, "OPTIONS": {"location": unquote(url.path), **private}}
    if url.scheme != "s3" or not url.hostname:
        raise EnvironmentProblem(name, f"{value!r} is neither file:///directory nor s3://bucket", STORAGE_EXAMPLE)
    # `hostname` would make small letters of the bucket's name.
    bucket = url.netloc.rpartition("@")[2]
    given = {
        "bucket_name": bucket,
        "location": unquote(url.path.strip("/")),
        "endpoint_url": options.get("endpoint"),
        # Names of buckets as parts of a host are the habit of one company's own addresses.
        "addressing_style": "path" if "endpoint" in options else None,
        "region_name": options.get("region"),
        "access_key": unquote(url.username) if url.username else None,
        "secret_key": unquote(url.password) if url.password else None,
    }
    # Random names never meet; asking first would double the requests.
    kept = {"file_overwrite": True, "default_acl": None, "querystring_auth": True}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {key: part for key, part in given.items() if part is not None} | kept,
    }


def env_scanner(name: str) -> str:
    """Where a scanner listens that speaks clamd's protocol, `clamd://host:3310` or `clamd:///socket`; empty: none."""
    value = env_str(name, "")
    with _readable(name, value, "a URL", SCANNER_EXAMPLE):
        url = urlsplit(value)
        named = bool(url.hostname or url.path.strip("/")) and (url.port is None or url.port > 0)
    if value and (url.scheme != "clamd" or not named):
        raise EnvironmentProblem(name, f"{value!r} is not a clamd:// address", SCANNER_EXAMPLE)
    return value


def read_home_environment(top: Path) -> None:
    """Take over what `./portal start` wrote for its servers, so that plain `manage.py` works beside a running portal.

    Does nothing where DATABASE_URL is given. Variables that are already set win.
    """
    if os.environ.get("DATABASE_URL"):
        return
    # `var/home` leads to where root's portal lives.
    homes = [os.environ.get("PORTAL_HOME", ""), str(top / "var"), str(top / "var" / "home")]
    for home in filter(None, homes):
        file = Path(home) / "env"
        if os.access(file, os.R_OK):
            for line in file.read_text(encoding="utf-8").splitlines():
                name, separator, value = line.partition("=")
                if separator and not name.startswith("#"):
                    os.environ.setdefault(name.strip(), value.strip())
            return
