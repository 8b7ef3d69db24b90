"""How far and how long people read, and the funnel from open to order."""

from dataclasses import dataclass

from sqlalchemy import select

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

    def _path(self) -> str | None:
        return None if self._actor.is_hq else self._actor.unit_path

    def reading(self, wanted: Filter) -> Reading:
        """Return the reading curve: the share of confirmed visits that reached each 5 % of depth."""
        require(self._actor, Action.SEE_INSIGHTS)
        query = select(Visit.depth, Visit.dwell).where(Visit.seen_at.is_not(None))
        rows = self._work.session.execute(facts.only_counted(query, wanted, unit_path=self._path())).all()
        depths, dwells = [row.depth for row in rows], sorted(row.dwell for row in rows)
        n = len(rows)
        curve = tuple(
            DepthPoint(depth, jeffreys(sum(1 for reached in depths if reached >= depth), n)) for depth in DEPTHS
        )
        return Reading(n, curve, _quantile(dwells, 0.5), _quantile(dwells, 0.9))

    def funnel(self, wanted: Filter) -> list[Step]:
        """Return opened → seen → viewed a slot → clicked → ordered, in visits, each a part of the one before."""
        require(self._actor, Action.SEE_INSIGHTS)
        counts = self._work.session.execute(facts.funnel(wanted, unit_path=self._path())).one()
        steps, before = [], None
        for name, n in zip(("open", "seen", "view", "click", "order"), counts, strict=True):
            steps.append(Step(name, n or 0, jeffreys(n or 0, n if before is None else before)))
            before = n or 0
        return steps


def _quantile(values: list[int], part: float) -> int | None:
    """Return the nearest-rank quantile of sorted values."""
    return values[min(int(part * len(values)), len(values) - 1)] if values else None
