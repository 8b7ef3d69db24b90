"""From the dates people write to moments: a day begins at midnight of the house's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contenthub.insights.errors import ReportInvalid
from contenthub.kernel.errors import FieldError


def parse_period(since: str | None, until: str | None, *, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return `[since, until)`; a bare date means the whole day, a moment must carry its offset.

    Raises `ReportInvalid` naming each wrong end, or when the period is empty.
    """
    wrong: list[FieldError] = []
    starts = _parse(since, field="from", zone=zone, wrong=wrong, is_end=False)
    ends = _parse(until, field="to", zone=zone, wrong=wrong, is_end=True)
    if starts and ends and starts >= ends:
        wrong.append(FieldError("to", "before from"))
    if wrong:
        raise ReportInvalid(*wrong)
    return starts, ends


def _parse(value: str | None, *, field: str, zone: ZoneInfo, wrong: list[FieldError], is_end: bool) -> datetime | None:
    if not value:
        return None
    try:
        if len(value) == len("2026-07-01"):
            day = date.fromisoformat(value) + timedelta(days=1 if is_end else 0)
            return datetime.combine(day, time.min, zone).astimezone(UTC)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    wrong.append(FieldError(field, "a date like 2026-07-01 or a moment like 2026-07-01T08:00:00Z"))
    return None
