"""Rates with their intervals."""

from dataclasses import dataclass
from functools import lru_cache

LEVEL = 0.95


@dataclass(frozen=True)
class Rate:
    """x of n, with a 95 % Jeffreys interval; `value`, `low` and `high` are fractions 0…1.

    `value` is None when n = 0: then nothing is known and the interval is [0, 1].
    """

    value: float | None
    low: float
    high: float
    n: int


@lru_cache(maxsize=65_536)
def jeffreys(x: int, n: int) -> Rate:
    """Return x/n with the equal-tailed interval of Beta(x + ½, n − x + ½), its ends set to 0 and 1 at x = 0 and x = n.

    Source: Brown, Cai, DasGupta (2001), Interval Estimation for a Binomial Proportion, §3.1.2. Limits: units must be
    independent; a visitor who comes back is two units, so the interval is a little too narrow where many come back.
    """
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n}")
    if n == 0:
        return Rate(None, 0.0, 1.0, 0)
    # The Beta quantile; loading it takes a fifth of the time to start, so the first report pays for it.
    from scipy.special import betaincinv  # noqa: PLC0415

    tail = (1 - LEVEL) / 2
    low = 0.0 if x == 0 else float(betaincinv(x + 0.5, n - x + 0.5, tail))
    high = 1.0 if x == n else float(betaincinv(x + 0.5, n - x + 0.5, 1 - tail))
    return Rate(x / n, round(low, 6), round(high, 6), n)
