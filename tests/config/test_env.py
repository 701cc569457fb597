"""Settings that are wrong stop the process with the variable's name, what is wrong with it, and an example."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.env import (
    EnvironmentProblem,
    env_bool,
    env_choices,
    env_database,
    env_int,
    env_mail,
    env_scanner,
    env_secret,
    env_storage,
    env_str,
)

TOP = Path(__file__).resolve().parents[2]


def test_a_missing_value_is_named_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL", raising=False)
    with pytest.raises(EnvironmentProblem, match=r"BASE_URL: is not set .* Example: BASE_URL=https://portal"):
        env_str("BASE_URL", example="https://portal.example.com")


@pytest.mark.parametrize("value", ["often", "3.5", "0", "61"])
def test_a_number_outside_its_range_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SWEEP_SECONDS", value)
    with pytest.raises(EnvironmentProblem, match="SWEEP_SECONDS"):
        env_int("SWEEP_SECONDS", 5, at_least=1, at_most=60)


def test_yes_and_no_have_many_words_but_not_every(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "On")
    assert env_bool("DEMO", False) is True
    monkeypatch.setenv("DEMO", "perhaps")
    with pytest.raises(EnvironmentProblem, match="neither yes nor no"):
        env_bool("DEMO", False)


def test_a_short_secret_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "password")
    with pytest.raises(EnvironmentProblem, match=r"too short \(8 characters"):
        env_secret("SECRET_KEY", debug=False)


def test_a_database_url_may_name_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal@/portal?host=/run/portal&sslmode=require")
    found = env_database("DATABASE_URL")
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/portal", "portal", {"sslmode": "require"})


@pytest.mark.parametrize("value", ["sqlite:///portal.db", "postgresql://db.example.com", "nonsense"])
def test_only_postgresql_is_a_database(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(EnvironmentProblem, match="Example: DATABASE_URL=postgresql://"):
        env_database("DATABASE_URL")


def test_mail_goes_out_by_smtp_with_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://me:s%40cret@mail.example.com:587?tls=starttls")
    found = env_mail("EMAIL_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.com", 587, True)
    assert found["EMAIL_HOST_PASSWORD"] == "s@cret"


PRODUCTION = {
    "DATABASE_URL": "postgresql://portal@db.example.com/portal",
    "REDIS_URL": "redis://redis.example.com/1",
    "SECRET_KEY": "k3Yf9-Q2w8Zt6Lr1Xv5Bn7Mc4Hj0Gd_Ps2Ae9Ui8Oy7Tq6Wz1Kx5Rv3",
    "BASE_URL": "https://portal.example.com",
    "ALLOWED_HOSTS": "portal.example.com",
    "EMAIL_URL": "smtps://mail.example.com",
    "MAIL_FROM": "portal@example.com",
}


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=TOP,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_installation_has_nothing_to_complain_about() -> None:
    result = check_deploy(PRODUCTION)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["REDIS_URL", "SECRET_KEY", "BASE_URL", "EMAIL_URL", "MAIL_FROM"])
def test_production_has_no_default_for(name: str) -> None:
    result = check_deploy({k: v for k, v in PRODUCTION.items() if k != name})
    assert result.returncode != 0
    assert result.stderr.startswith(f"{name}: ")
    assert "Traceback" not in result.stderr


def test_attachments_are_kept_in_a_directory_for_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTACHMENTS_URL", "file:///srv/portal%20files")
    found = env_storage("ATTACHMENTS_URL", "file:///nowhere")
    assert found["OPTIONS"] == {
        "location": "/srv/portal files",
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
        "base_url": None,
    }


def test_attachments_are_kept_in_an_object_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTACHMENTS_URL", "s3://key:s%2Fcret@Files/portal?endpoint=https://s3.example.com&region=eu")
    options: Any = env_storage("ATTACHMENTS_URL", "file:///nowhere")["OPTIONS"]
    assert (options["bucket_name"], options["location"], options["region_name"]) == ("Files", "portal", "eu")
    assert (options["access_key"], options["secret_key"]) == ("key", "s/cret")
    assert (options["endpoint_url"], options["addressing_style"]) == ("https://s3.example.com", "path")


@pytest.mark.parametrize("value", ["/srv/files", "file://relative", "ftp://files.example.com", "s3://", "nonsense"])
def test_attachments_are_kept_nowhere_else(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ATTACHMENTS_URL", value)
    with pytest.raises(EnvironmentProblem, match="Example: ATTACHMENTS_URL=s3://"):
        env_storage("ATTACHMENTS_URL", "file:///nowhere")


@pytest.mark.parametrize("value", ["", "clamd://127.0.0.1:3310", "clamd:///run/clamav/clamd.ctl"])
def test_a_scanner_listens_on_a_port_or_a_socket(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SCANNER_URL", value)
    assert env_scanner("SCANNER_URL") == value


@pytest.mark.parametrize("value", ["clamd://", "127.0.0.1:3310", "http://scanner", "clamd://scanner:port"])
def test_what_is_no_scanner_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SCANNER_URL", value)
    with pytest.raises(EnvironmentProblem, match="SCANNER_URL"):
        env_scanner("SCANNER_URL")


def test_of_known_words_some_may_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTACHMENTS_KINDS", "pdf, text")
    assert env_choices("ATTACHMENTS_KINDS", ("pictures", "pdf", "text")) == ("pdf", "text")
    monkeypatch.setenv("ATTACHMENTS_KINDS", "pdf,programs")
    with pytest.raises(EnvironmentProblem, match="'programs' is none of pictures, pdf, text"):
        env_choices("ATTACHMENTS_KINDS", ("pictures", "pdf", "text"))
