"""Shapes shared by every area: strict input, pages of output, times as RFC 3339 with milliseconds."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    RootModel,
    StringConstraints,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from contenthub.kernel.clock import to_rfc3339
from contenthub.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, PageQuery

T = TypeVar("T")
Moment = Annotated[datetime, PlainSerializer(to_rfc3339, return_type=str)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Ident = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class In(BaseModel):
    """Input: unknown fields are wrong fields."""

    model_config = ConfigDict(extra="forbid")


class Body(RootModel[dict[str, Any]]):
    """A JSON object that the domain reads itself, so that wrong shapes and unknown ids are listed in one answer.

    `shape` is what the document says about it; `root` is what came.
    """

    shape: ClassVar[type[BaseModel]]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe `shape`."""
        del core_schema
        return handler(cls.shape.__pydantic_core_schema__)


class Out(BaseModel):
    """Output, read from a row."""

    model_config = ConfigDict(from_attributes=True)


class ListIn(In):
    """Which part of a list."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(None, max_length=64)

    @property
    def query(self) -> PageQuery:
        """Return it as the services take it."""
        return PageQuery(self.limit, self.cursor)


class Listing(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None
    total: int


def listing(page: Page[Any], present: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a page as JSON, each item presented."""
    return {"items": [present(item) for item in page.items], "next": page.next, "total": page.total}
