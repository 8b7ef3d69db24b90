"""What each slot did: the chain open → view → click → order, by any dimension."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.insights import facts
from contenthub.insights.errors import ReportInvalid
from contenthub.insights.labels import Labels
from contenthub.insights.values import OF_A_SLOT, Dimension, Filter, Key, SlotRow
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.tracking.values import Verdict

MAX_DAYS = 92


class SlotReport:
    """Answers questions about slots from counted facts."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, zone: ZoneInfo, currency: str, labels: Labels
    ) -> None:
        """Report to `actor`; days are those of `zone`, sums without a conversion are of `currency`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._zone = zone
        self._currency = currency
        self._labels = labels

    def rows(self, wanted: Filter, *, group_by: Sequence[Dimension]) -> list[SlotRow]:
        """Return a row per group and currency, the most opened first (days: in order of time)."""
        require(self._actor, Action.SEE_INSIGHTS)
        dims = tuple(dict.fromkeys(group_by))
        if Dimension.DAY in dims:
            return self._labels.put_on(list(self._by_day(wanted, dims)))
        rows = self._rows(wanted, dims)
        rows.sort(key=lambda row: (-row.opens, -row.clicks, [str(value) for value in row.dims.values()]))
        return self._labels.put_on(rows)

    def _by_day(self, wanted: Filter, dims: tuple[Dimension, ...]) -> Iterator[SlotRow]:
        others = tuple(dim for dim in dims if dim is not Dimension.DAY)
        for day, since, until in self._days(wanted):
            for row in self._rows(replace(wanted, since=since, until=until), others):
                yield replace(row, dims={Dimension.DAY.value: day, **row.dims})

    def _days(self, wanted: Filter) -> Iterator[tuple[str, datetime, datetime]]:
        """Yield each day with its part of the period; without a beginning the last 31, all but today whole."""
        until = wanted.until or self._clock.now()
        last = (until - timedelta(microseconds=1)).astimezone(self._zone).date()
        first = wanted.since.astimezone(self._zone).date() if wanted.since else last - timedelta(days=30)
        if (last - first).days >= MAX_DAYS:
            raise ReportInvalid(FieldError("from", f"at most {MAX_DAYS} days by day"))
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            starts = datetime.combine(day, time.min, self._zone)
            ends = datetime.combine(day + timedelta(days=1), time.min, self._zone)
            yield day.isoformat(), max(starts, wanted.since or starts), min(ends, until)

    def _rows(self, wanted: Filter, dims: tuple[Dimension, ...]) -> list[SlotRow]:
        table = _Table(dims, currency=self._currency)
        path = self._actor.sees_below
        session = self._work.session
        for *key, kind, verdict, n in session.execute(facts.hourly(wanted, dims, unit_path=path)):
            table.add_count(tuple(key), kind=kind, n=n, counts=wanted.counts_all or verdict == Verdict.HUMAN)
        for *key, confirmed, readers in session.execute(facts.visits(wanted, dims, unit_path=path)):
            row = table.row(tuple(key))
            row.opens_confirmed, row.readers = confirmed, readers
        for *key, opened, viewed, clicked, both, clickers in session.execute(
            facts.visit_slots(wanted, dims, unit_path=path)
        ):
            row = table.row(tuple(key))
            row.opened, row.viewed, row.clicked, row.clicked_viewed, row.clickers = (
                opened,
                viewed,
                clicked,
                both,
                clickers,
            )
        for *key, ordered in session.execute(facts.ordered_slots(wanted, dims, unit_path=path)):
            table.row(tuple(key)).ordered = ordered
        for *key, kind, currency, n, amount in session.execute(facts.conversions(wanted, dims, unit_path=path)):
            table.add_conversions(tuple(key), kind=kind, currency=currency, n=n, amount=amount)
        return table.rows()


class _Table:
    """Rows being filled, by key and currency."""

    def __init__(self, dims: tuple[Dimension, ...], *, currency: str) -> None:
        self._dims = dims
        self._currency = currency
        self._rows: dict[tuple[Key, str], SlotRow] = {}
        self._opens = "impression" if OF_A_SLOT & set(dims) else "open"

    def row(self, key: Key, *, currency: str | None = None) -> SlotRow:
        money = currency or self._currency
        if (key, money) not in self._rows:
            dims = {dim.value: part for dim, part in zip(self._dims, key, strict=True)}
            self._rows[key, money] = SlotRow(dims=dims, currency=money)
        return self._rows[key, money]

    def add_count(self, key: Key, *, kind: str, n: int, counts: bool) -> None:
        row = self.row(key)
        if kind == self._opens:
            row.opens_raw += n
            row.opens += n if counts else 0
        if not counts:
            return
        if kind == "impression":
            row.impressions += n
        elif kind == "view":
            row.views += n
        elif kind == "click":
            row.clicks += n

    def add_conversions(self, key: Key, *, kind: str, currency: str | None, n: int, amount: int) -> None:
        if kind not in {"order", "refund"}:
            return
        row = self.row(key, currency=currency)
        row.orders += n if kind == "order" else 0
        row.revenue += int(amount) if kind == "order" else -int(amount)

    def rows(self) -> list[SlotRow]:
        return list(self._rows.values())
