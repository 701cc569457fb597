"""Small groups borrow from the whole company, so that three answers do not top a list."""


def bayes_mean(*, mean: float | None, n: int, prior_mean: float, prior_weight: float) -> float | None:
    """`(n * mean + w * prior) / (n + w)`; without answers the prior, without both None."""
    if n < 0 or prior_weight < 0:
        raise ValueError("neither answers nor the weight of the prior can be negative")
    if n == 0 or mean is None:
        return prior_mean if prior_weight else None
    return (n * mean + prior_weight * prior_mean) / (n + prior_weight)
