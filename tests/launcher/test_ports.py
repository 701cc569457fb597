"""A port that is in use is no reason to stop: the next free one is taken and said aloud."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from deploy.local import ports
from deploy.local.messages import Problem

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens, below those that the system hands out."""
    listener = ports.listen(HOST, 21500)
    yield listener.getsockname()[1]
    listener.close()


def test_a_free_port_is_taken_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    probe = ports.listen(HOST, 22500)
    free = probe.getsockname()[1]
    probe.close()
    capsys.readouterr()
    with ports.listen(HOST, free) as listener:
        assert listener.getsockname()[1] == free
    assert capsys.readouterr().err == ""


def test_the_next_free_port_is_said_aloud(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    with ports.listen(HOST, taken) as listener:
        port = listener.getsockname()[1]
    assert taken < port < ports.EPHEMERAL
    assert f"Port {taken} is in use; taking {port} instead" in capsys.readouterr().err


def test_a_taken_port_among_the_system_s_own_falls_back_below_them() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        high = other.getsockname()[1]
        assert high >= ports.EPHEMERAL
        with ports.listen(HOST, high) as listener:
            assert ports.DEFAULT <= listener.getsockname()[1] < ports.EPHEMERAL


def test_the_launcher_s_socket_can_be_connected_to_before_any_server_runs() -> None:
    with ports.listen(HOST, 23500) as listener, socket.create_connection(listener.getsockname(), timeout=2):
        pass


@pytest.mark.parametrize("text", ["", "eighty", "0", "65536", "-1", "80 80"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="is not a port"):
        ports.parse(text)


def test_an_address_of_another_machine_is_refused_with_advice() -> None:
    with pytest.raises(Problem, match=r"Nothing can listen on 192\.0\.2\.1.*--host"):
        ports.listen("192.0.2.1", 8000)
