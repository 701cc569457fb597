"""What happens to the portal: each fault is inflicted, may last a while, and is over."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import psycopg2

from deploy.local import processes

from . import mailserver
from .mail import MailServer
from .victim import Victim

LASTS = 6.0  # seconds: of what is not over at once


@dataclass(frozen=True, slots=True)
class Scene:
    victim: Victim
    mail: MailServer
    chance: random.Random


Act = Callable[[Scene], None]


def nothing(scene: Scene) -> None:
    return


@dataclass(frozen=True, slots=True)
class Fault:
    """`lasts` seconds between `inflict` and `lift`; `stops_mail`: letters have to leave again once it is over."""

    name: str
    inflict: Act
    lift: Act = nothing
    lasts: float = 0.0
    stops_mail: bool = False


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_service(name: str) -> Act:
    """It alone; what it started finds that out, or is ended by the supervisor."""
    return lambda scene: _kill(scene.victim.pid(name))


def kill_with_children(scene: Scene) -> None:
    processes.kill_group(scene.victim.pid("worker"))


def kill_a_child(name: str) -> Act:
    def kill(scene: Scene) -> None:
        below = scene.victim.below(name)
        if below:
            _kill(scene.chance.choice(below))

    return kill


def kill_a_session(scene: Scene) -> None:
    """PostgreSQL then ends all sessions and recovers from its log."""
    with suppress(psycopg2.Error):
        others = scene.victim.backends()
        _kill(scene.chance.choice(others))


def kill_launcher(scene: Scene) -> None:
    _kill(scene.victim.launcher())


def empty_redis(scene: Scene) -> None:
    """Dead, and what it had written is gone too."""
    _kill(scene.victim.pid("redis"))
    for path in scene.victim.home.redis.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def flush_redis(scene: Scene) -> None:
    import redis

    with suppress(redis.RedisError):
        redis.Redis(unix_socket_path=str(scene.victim.home.sockets / "redis.sock")).flushall()


def worker_with_another_clock(scene: Scene) -> None:
    """The usual worker is frozen meanwhile, so that all work is done by the one that is wrong."""
    _freeze(scene.victim, signal.SIGSTOP)
    hours = scene.chance.choice((-26, -1, 1, 26))
    quiet = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    scene.victim.run_beside("-m", "bench.chaos.shifted", str(hours * 3600), "-A", "config", "worker", *quiet)


def right_clock_again(scene: Scene) -> None:
    scene.victim.end_beside()
    _freeze(scene.victim, signal.SIGCONT)


def _freeze(victim: Victim, number: signal.Signals) -> None:
    with suppress(LookupError):
        processes.kill_group(victim.pid("worker"), number)


def mail_is(mood: str) -> Act:
    return lambda scene: scene.mail.feel(mood)


def _mail(name: str, mood: str) -> Fault:
    return Fault(name, mail_is(mood), mail_is(mailserver.GOOD), LASTS, stops_mail=True)


# A short run takes the first ones.
FAULTS = (
    Fault("web server killed", kill_service("web")),
    Fault("worker killed", kill_with_children),
    Fault("Redis killed and emptied", empty_redis),
    Fault("PostgreSQL killed", kill_service("postgres")),
    Fault("supervisor killed", kill_launcher),
    _mail("mail server takes and never answers", mailserver.SILENT),
    Fault("beat killed", kill_service("beat")),
    Fault("a web process killed", kill_a_child("web")),
    Fault("a process of the worker killed", kill_a_child("worker")),
    Fault("a session of PostgreSQL killed", kill_a_session),
    Fault("Redis emptied", flush_redis),
    Fault("LMTP server killed", kill_service("lmtp")),
    _mail("mail server refuses", mailserver.REFUSING),
    _mail("mail server is slow", mailserver.SLOW),
    _mail("mail server says nothing", mailserver.DEAF),
    _mail("disk of the mail server full", mailserver.FULL),
    Fault("mail server killed", lambda scene: scene.mail.kill(), lambda scene: scene.mail.start(), LASTS, True),
    Fault("worker with another clock", worker_with_another_clock, right_clock_again, 2 * LASTS),
)


def plan(number: int, chance: random.Random) -> list[Fault]:
    """So many faults, every one as often as any other, in an order of their own each round."""
    planned: list[Fault] = []
    while len(planned) < number:
        turn = list(FAULTS[: number - len(planned)])
        chance.shuffle(turn)
        planned += turn
    return planned


def inflict(fault: Fault, scene: Scene) -> bool:
    """False where there was nothing to harm: the service was between two lives."""
    try:
        fault.inflict(scene)
    except (LookupError, FileNotFoundError):
        return False
    return True
