"""Reading input field by field: what is right is parsed, and everything that is wrong is listed at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, ValidationError

from contenthub.kernel.errors import FieldError
from contenthub.kernel.text import clean_line, clean_text

REASONS = {"missing": "required", "string_too_short": "required", "extra_forbidden": "unknown field"}
"""Short reasons for the kinds of mistake that have one; the others speak for themselves."""

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def _tidy_line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _tidy_text(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _written_out(value: object) -> object:
    if not isinstance(value, str | datetime):
        raise ValueError("a time such as 2026-07-01T08:00:00Z")  # noqa: TRY004 - pydantic lists ValueErrors only
    return value


TidyLine = Annotated[str, BeforeValidator(_tidy_line)]
TidyText = Annotated[str, BeforeValidator(_tidy_text)]


def _of_our_time(moment: datetime) -> datetime:
    if not EARLIEST < moment < LATEST:
        raise ValueError("a time between 1970 and 2999")
    return moment


Time = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_of_our_time)]
"""A moment with its zone; those at the ends of the calendar cannot be told in every zone, nor reckoned with."""


class Shape(BaseModel):
    """What may be written about a thing; unknown fields are wrong fields."""

    model_config = ConfigDict(extra="forbid")


def read_fields(
    shape: type[BaseModel], raw: Mapping[str, Any], *, at: str = ""
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return the given fields that fit `shape`, parsed, and every field that does not, its path below `at`."""
    try:
        found = shape.model_validate(raw)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        bad = {item["loc"][0] for item in wrong if item["loc"]}
        fits = {
            name: _read_one(shape, name, raw[name]) for name in shape.model_fields if name in raw and name not in bad
        }
        return fits, [_field_error(item, at=at) for item in wrong]
    return {name: getattr(found, name) for name in shape.model_fields if name in found.model_fields_set}, []


def _read_one(shape: type[BaseModel], name: str, value: object) -> Any:
    return getattr(shape.__pydantic_validator__.validate_assignment(shape.model_construct(), name, value), name)


def _field_error(item: Any, *, at: str) -> FieldError:
    path = ".".join(str(part) for part in (at, *item["loc"]) if part != "")
    return FieldError(path, REASONS.get(item["type"], item["msg"].removeprefix("Value error, ")))
