"""Shapes of assets in JSON."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from contenthub.api.shapes import Ident, In, ListIn, Listing, Moment, Out
from contenthub.library.intake import Admission
from contenthub.library.models import Asset, AssetUse
from contenthub.library.terms import Suggestion
from contenthub.library.values import AssetFilter, AssetKind, AssetSort, AssetState, Found, Preset

Tags = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class AssetOut(Out):
    """An asset."""

    id: str
    title: str
    kind: AssetKind
    media_type: str
    file_name: str
    bytes: int
    sha256: str
    width: int | None
    height: int | None
    colour: str | None
    tags: list[str]
    product: str | None
    state: AssetState
    failure: str | None
    renditions: dict[str, str]
    content: str
    created_at: Moment
    trashed_at: Moment | None


class AdmissionOut(AssetOut):
    """The asset a file is now."""

    duplicate: bool
    restored: bool


class FacetOut(Out):
    """How many of the found assets have a value."""

    value: str
    count: int
    label: str


class AssetListing(Listing[AssetOut]):
    """A page of assets; `source` is who answered: database, index, or degraded without the index."""

    source: str
    facets: dict[str, list[FacetOut]] | None = None


class AssetQuery(ListIn):
    """Which assets, in which order."""

    q: str = Field("", max_length=500)
    kind: AssetKind | None = None
    tag: Annotated[Tags, Field(max_length=30)] = Field(default_factory=list)
    product: Ident | None = None
    state: AssetState | None = None
    trashed: bool = False
    sort: AssetSort | None = None
    facets: bool = False

    @property
    def only(self) -> AssetFilter:
        """Return the filters as the library takes them."""
        tags = tuple(dict.fromkeys(self.tag))
        return AssetFilter(kind=self.kind, tags=tags, product=self.product, state=self.state, trashed=self.trashed)


class AssetChange(In):
    """What to change of an asset; `product: null` takes it off, `tags` replace those there are."""

    title: Annotated[str, StringConstraints(max_length=400)] | None = None
    tags: Annotated[Tags, Field(max_length=100)] | None = None
    product: str | None = Field(None, max_length=64)


class SuggestQuery(In):
    """What was typed so far."""

    q: str = Field("", max_length=120)
    limit: int = Field(8, ge=1, le=20)


class SuggestionOut(Out):
    """A term and how many assets it finds."""

    value: str
    kind: str
    count: int


class UseOut(Out):
    """A place that shows an asset."""

    kind: str
    id: str
    title: str


def present_asset(asset: Asset) -> dict[str, Any]:
    """Return an asset as JSON."""
    address = f"/api/v1/assets/{asset.id}"
    has_renditions = asset.state != AssetState.FAILED
    return {
        "id": asset.id,
        "title": asset.title,
        "kind": asset.kind,
        "media_type": asset.media_type,
        "file_name": asset.file_name,
        "bytes": asset.bytes,
        "sha256": asset.sha256,
        "width": asset.width,
        "height": asset.height,
        "colour": asset.colour,
        "tags": [row.tag for row in asset.tags],
        "product": asset.product_id,
        "state": asset.state,
        "failure": asset.failure,
        "renditions": {preset.value: f"{address}/renditions/{preset}" for preset in Preset if has_renditions},
        "content": f"{address}/content",
        "created_at": asset.created_at,
        "trashed_at": asset.trashed_at,
    }


def present_admission(admission: Admission) -> dict[str, Any]:
    """Return an admission as JSON."""
    known = {"duplicate": admission.is_duplicate, "restored": admission.was_trashed}
    return {**present_asset(admission.asset), **known}


def present_found(found: Found) -> dict[str, Any]:
    """Return what was found as JSON; facets only when asked for."""
    page = found.page
    items = [present_asset(asset) for asset in page.items]
    body: dict[str, Any] = {"items": items, "next": page.next, "total": page.total, "source": found.source}
    if found.facets is not None:
        body["facets"] = found.facets
    return body


def present_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggestion as JSON."""
    return {"value": suggestion.value, "kind": suggestion.kind, "count": suggestion.count}


def present_use(use: AssetUse) -> dict[str, Any]:
    """Return a use as JSON."""
    return {"kind": use.place_kind, "id": use.place_id, "title": use.place_title}
