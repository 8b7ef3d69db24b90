"""The fields of a conversion as any source writes them: in JSON, or in a line of a table."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contenthub.kernel.fields import Shape, Time
from contenthub.tracking.values import ConversionKind

NO_CONTROLS = r"^[^\x00-\x1f\x7f]+$"
ExternalId = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=120, strip_whitespace=True)]
Source = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=64, strip_whitespace=True)]
Customer = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,16}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
SlotKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]


class ConversionFields(Shape):
    """A lead, an order or a refund: amounts in minor units, `order` names the order of a refund."""

    source: Source
    external_id: ExternalId
    kind: ConversionKind
    occurred_at: Time
    click_id: Annotated[str, StringConstraints(min_length=1, max_length=160)] | None = None
    share: Code | None = None
    slot: SlotKey | None = None
    customer: Customer | None = None
    amount: int | None = Field(None, strict=True)
    currency: Currency | None = None
    order: ExternalId | None = None
    lead_kind: Literal["form", "booking", "new_friend", "group_join"] | None = None
