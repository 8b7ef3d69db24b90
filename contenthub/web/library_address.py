"""What was asked of the library, read from an address and written back into one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from contenthub.library.values import AssetKind, AssetSort, AssetState

Choice = TypeVar("Choice", bound=StrEnum)
NAMES = {"text": "q", "tags": "tag"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search with its filters; what makes no sense in the address is left out."""

    text: str = ""
    kind: AssetKind | None = None
    tags: tuple[str, ...] = ()
    product: str | None = None
    state: AssetState | None = None
    sort: AssetSort | None = None
    cursor: str | None = None

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> Self:
        """Read the query of a request."""
        return cls(
            text=args.get("q", "").strip()[:500],
            kind=_choice(AssetKind, args.get("kind")),
            tags=tuple(dict.fromkeys(filter(None, args.getlist("tag"))))[:30],
            product=args.get("product") or None,
            state=_choice(AssetState, args.get("state")),
            sort=_choice(AssetSort, args.get("sort")),
            cursor=args.get("cursor") or None,
        )

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is left out."""
        return bool(self.text or self.filters())

    def filters(self) -> Mapping[str, Any]:
        """Return the filters by the names they have in an address."""
        given = {"kind": self.kind, "tag": list(self.tags), "product": self.product, "state": self.state}
        return {name: value for name, value in given.items() if value}

    def address(self, path: str = "/library", **changes: Any) -> str:
        """Return the address of this search with some of it changed, from its first page."""
        asked = replace(self, **{"cursor": None, **changes})
        given = {NAMES.get(one.name, one.name): getattr(asked, one.name) for one in fields(asked)}
        query = urlencode({name: value for name, value in given.items() if value}, doseq=True)
        return f"{path}?{query}" if query else path

    def toggled(self, name: str, value: str) -> str:
        """Return the address with a filter put on, or off when it is on."""
        if name == "tag":
            tags = tuple(tag for tag in self.tags if tag != value) if value in self.tags else (*self.tags, value)
            return self.address(tags=tags)
        changed: dict[str, Any] = {name: None if self.has(name, value) else value}
        return self.address(**changed)

    def has(self, name: str, value: str) -> bool:
        """Say whether a filter is on."""
        return value in self.tags if name == "tag" else getattr(self, name) == value


def _choice(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value in set(kind) else None
