"""Taking in a table of orders: a result for each line, and a rehearsal that changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.errors import ContentHubError, FieldError
from contenthub.kernel.fields import read_fields
from contenthub.tracking.conversions import ConversionService
from contenthub.tracking.models import Conversion
from contenthub.tracking.order_table import Habits, TableLine, fields_of, read_table
from contenthub.tracking.told_fields import ConversionFields


class Outcome(StrEnum):
    """What became of a line."""

    ADDED = "added"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class LineResult:
    """What became of one line, and why it was refused: wrong fields, or one reason with an empty field."""

    line: int
    external_id: str
    outcome: Outcome
    conversion: str | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What became of a table; after a rehearsal, what would."""

    results: tuple[LineResult, ...]
    is_rehearsal: bool

    def count(self, outcome: Outcome) -> int:
        """Return how many lines ended so."""
        return sum(result.outcome is outcome for result in self.results)


class _RehearsedError(Exception):
    """Takes back everything a rehearsal did."""


Count = Callable[..., tuple[Conversion, bool]]


class OrderImport:
    """Counts the lines of a table as conversions, each as if it had been posted."""

    def __init__(
        self, work: Work, *, actor: Actor, conversions: ConversionService, zone: ZoneInfo, currency: str
    ) -> None:
        """Import for `actor`; a time without a zone is in `zone`, an amount without a currency in `currency`."""
        self._work = work
        self._actor = actor
        self._conversions = conversions
        self._zone = zone
        self._currency = currency

    def take(self, raw: bytes, *, source: str | None, dry_run: bool) -> ImportReport:
        """Count every line of a CSV file; a wrong one is refused alone, one known already counts no second time.

        `source` is that of lines without one. With `dry_run` the same is told and nothing changed. Raises
        `OrderTableInvalid` when the file as a whole cannot be read.
        """
        require(self._actor, Action.POST_CONVERSIONS)
        lines, habits = read_table(raw), Habits(source, self._zone, self._currency)
        if dry_run:
            return ImportReport(self._rehearse(lines, habits), is_rehearsal=True)
        add = self._conversions.add_conversion
        return ImportReport(tuple(_judge(line, habits, count=add) for line in lines), is_rehearsal=False)

    def _rehearse(self, lines: list[TableLine], habits: Habits) -> tuple[LineResult, ...]:
        results: list[LineResult] = []
        try:
            with self._work:  # one for all lines: a refund finds the order some lines above it
                results += (_judge(line, habits, count=self._conversions.count, shows_id=False) for line in lines)
                raise _RehearsedError  # noqa: TRY301 - leaving by an error is what takes everything back
        except _RehearsedError:
            return tuple(results)


def _judge(line: TableLine, habits: Habits, *, count: Count, shows_id: bool = True) -> LineResult:
    raw, unread = fields_of(line, habits)
    name = str(raw.get("external_id", ""))
    told, wrong = read_fields(ConversionFields, raw)
    errors = _once(unread, wrong)
    if errors:
        return LineResult(line.number, name, Outcome.REFUSED, errors=errors)
    try:
        row, is_new = count(**_complete(told))
    except ContentHubError as error:
        reasons = getattr(error, "errors", ()) or (FieldError("", error.slug),)
        return LineResult(line.number, name, Outcome.REFUSED, errors=tuple(reasons))
    outcome = Outcome.ADDED if is_new else Outcome.REPEATED
    return LineResult(line.number, name, outcome, conversion=row.id if shows_id or not is_new else None)


def _once(unread: list[FieldError], wrong: list[FieldError]) -> tuple[FieldError, ...]:
    """Join both lists; a field that could not be read is named once."""
    named = {error.field for error in unread}
    return (*unread, *(error for error in wrong if error.field not in named))


def _complete(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told.get(name) for name in ConversionFields.model_fields}
