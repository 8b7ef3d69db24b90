"""How far and how long people read, and the funnel from open to order."""

from dataclasses import dataclass

from sqlalchemy import func, select

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.insights import facts
from contenthub.insights.intervals import Rate, jeffreys
from contenthub.insights.values import Filter
from contenthub.tracking.models import Visit

DEPTHS = tuple(range(0, 101, 5))


@dataclass(frozen=True)
class DepthPoint:
    """Which part of the readers reached `depth` percent of the page."""

    depth: int
    rate: Rate


@dataclass(frozen=True)
class Reading:
    """The reading curve over counted, confirmed visits; dwell is visible and focused time in milliseconds."""

    readers: int
    curve: tuple[DepthPoint, ...]
    dwell_median: int | None
    dwell_p90: int | None


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many visits came so far, and the rate from the step before."""

    name: str
    n: int
    rate: Rate


class ReadingReport:
    """Answers how pages were read."""

    def __init__(self, work: Work, *, actor: Actor) -> None:
        """Report to `actor`."""
        self._work = work
        self._actor = actor

    def reading(self, wanted: Filter) -> Reading:
        """Return the reading curve: the share of confirmed visits that reached each 5 % of depth."""
        require(self._actor, Action.SEE_INSIGHTS)
        reached = self._reached(wanted)
        n = sum(reached.values())
        curve = tuple(
            DepthPoint(depth, jeffreys(sum(count for at, count in reached.items() if at >= depth), n))
            for depth in DEPTHS
        )
        return Reading(n, curve, *(self._dwell(wanted, part, n=n) for part in (0.5, 0.9)))

    def _reached(self, wanted: Filter) -> dict[int, int]:
        """Return how many visits got how deep and no deeper."""
        counted = self._seen(select(Visit.depth, func.count()), wanted).group_by(Visit.depth)
        return dict(self._work.session.execute(counted).all())

    def _dwell(self, wanted: Filter, part: float, *, n: int) -> int | None:
        """Return the nearest-rank quantile of the dwell times of `n` visits, found by the database."""
        if not n:
            return None
        ranked = self._seen(select(Visit.dwell), wanted).order_by(Visit.dwell)
        dwell: int | None = self._work.session.scalar(ranked.offset(min(int(part * n), n - 1)).limit(1))
        return dwell

    def _seen(self, query: facts.Query, wanted: Filter) -> facts.Query:
        return facts.only_counted(query.where(Visit.seen_at.is_not(None)), wanted, unit_path=self._actor.sees_below)

    def funnel(self, wanted: Filter) -> list[Step]:
        """Return opened → seen → viewed a slot → clicked → ordered, in visits, each a part of the one before."""
        require(self._actor, Action.SEE_INSIGHTS)
        counts = self._work.session.execute(facts.funnel(wanted, unit_path=self._actor.sees_below)).one()
        steps, before = [], None
        for name, n in zip(("open", "seen", "view", "click", "order"), counts, strict=True):
            steps.append(Step(name, n or 0, jeffreys(n or 0, n if before is None else before)))
            before = n or 0
        return steps
