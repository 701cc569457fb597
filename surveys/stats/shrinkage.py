"""Small groups borrow from the whole company, so that three answers do not top a list."""

from collections.abc import Sequence
from math import fsum
from typing import TypedDict

from .beta import betaincinv


class Counted(TypedDict):
    id: str
    k: float
    n: int


class Shrunk(TypedDict):
    id: str
    posterior: float


class Credible(TypedDict):
    mean: float
    lower: float
    upper: float


class Prior(TypedDict):
    prior_mean: float | None
    prior_strength: float | None


def bayes_mean(*, mean: float | None, n: int, prior_mean: float, prior_weight: float) -> float | None:
    """`(n * mean + w * prior) / (n + w)`; without answers the prior, without both None."""
    if n < 0 or prior_weight < 0:
        raise ValueError("neither answers nor the weight of the prior can be negative")
    if n == 0 or mean is None:
        return prior_mean if prior_weight else None
    return (n * mean + prior_weight * prior_mean) / (n + prior_weight)


def prior_from_groups(*, k: Sequence[float], n: Sequence[int]) -> Prior:
    """Mean and strength of a beta prior from groups with `k` of `n` favourable answers, by moments.

    `s2 = G*sum(n_i*(p_i - mu)^2) / ((G-1)*N)`, `m = (mu*(1-mu) - s2) / (s2 - mu*(1-mu)/G * sum(1/n_i))` (Kleinman
    1973). A strength of None says that the groups differ no more than chance does: show everyone at the mean. Groups
    without answers are left out; both are None where none is left.
    """
    groups = [(favourable, of) for favourable, of in zip(k, n, strict=True) if of]
    if not groups:
        return {"prior_mean": None, "prior_strength": None}
    count, total = len(groups), sum(of for _, of in groups)
    mean = sum(favourable for favourable, _ in groups) / total
    if count < 2:
        return {"prior_mean": mean, "prior_strength": None}
    spread = count * fsum(of * (favourable / of - mean) ** 2 for favourable, of in groups) / ((count - 1) * total)
    chance = mean * (1 - mean) / count * fsum(1 / of for _, of in groups)
    strength = (mean * (1 - mean) - spread) / (spread - chance) if spread > chance else None
    return {"prior_mean": mean, "prior_strength": strength}


def beta_credible(*, k: float, n: int, prior_mean: float, prior_strength: float, level: float = 0.95) -> Credible:
    """Shrunk share `(k + m*mu) / (n + m)` with its equal-tailed interval from Beta(k + m*mu, n - k + m*(1-mu)).

    `k` may be broken: a mean over several questions of the same `n` people. Raises ValueError unless 0 <= k <= n, the
    mean lies inside 0..1 and the strength is above 0.
    """
    if not 0 <= k <= n or not 0 < prior_mean < 1 or prior_strength <= 0:
        raise ValueError("a share with a prior needs 0 <= k <= n, a mean inside 0..1 and a strength above 0")
    alpha, beta = k + prior_strength * prior_mean, n - k + prior_strength * (1 - prior_mean)
    lower, upper = (betaincinv(alpha, beta, share) for share in ((1 - level) / 2, (1 + level) / 2))
    return {"mean": alpha / (alpha + beta), "lower": lower, "upper": upper}


def shrunk_ranking(*, departments: Sequence[Counted], prior_mean: float, prior_strength: float) -> list[Shrunk]:
    """Departments by their shrunk share, highest first, ties by id. For computation, not for a league table."""
    shrunk: list[Shrunk] = [
        {"id": one["id"], "posterior": (one["k"] + prior_strength * prior_mean) / (one["n"] + prior_strength)}
        for one in departments
        if one["n"] + prior_strength
    ]
    return sorted(shrunk, key=lambda one: (-one["posterior"], one["id"]))
