"""Input nobody means well by, made from what the document of the API says it takes."""

from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
    "\u0958" * 80,  # grows to three times its length when it is normalised
    "ﬃ" * 60,
    "𝕏" * 300,
    "长" * 70_000,
    "²",
    "%",
    "'; drop table people;--",
    "<script>alert(1)</script>",
    "=1+1",
    "\r\nSet-Cookie: ch_session=x",
    "../../../../etc/passwd",
    "javascript:alert(1)",
    "https://shop.example.com/优惠",
    "https://a..b/",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30",
    "LTE=",
    "MTAwMDAwMDAwMDAwMDAwMDAwMDAw",
)
NUMBERS = (0, -1, 2**31, 2**63, 10**30, -(10**30), 1.5, 1e308, float("inf"), True)
OTHERS = (None, [], {}, [[]], [None], {"\ud800": 1}, ["长"] * 300)

WORDS = (
    "replace",
    "hide",
    "move",
    "insert",
    "offer",
    "b1",
    "s-top",
    "2026-07-20T00:00:00Z",
    "https://shop.example.com/x",
)
PARTS = ("op", "block", "html", "after", "new", "offer", "id", "type")
"""Of what a guide's edits are made; the document says only that they are a list."""


def nested(levels: int) -> Any:
    """Return lists within lists."""
    found: Any = []
    for _level in range(levels):
        found = [found]
    return found


EVIL = st.sampled_from([*TEXTS, *NUMBERS, *OTHERS, nested(300)])


def values(schema: dict[str, Any], *, of: dict[str, Any], known: list[str]) -> st.SearchStrategy[Any]:
    """Make values for a schema of the document `of`, right ones with the `known` ids in them, and wrong ones."""
    if "$ref" in schema:
        schema = of["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return st.one_of(_right(schema, of=of, known=known), EVIL)


def _right(schema: dict[str, Any], *, of: dict[str, Any], known: list[str]) -> st.SearchStrategy[Any]:
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return st.one_of([values(part, of=of, known=known) for part in schema[choice]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    match schema.get("type"):
        case "object":
            parts = {name: values(part, of=of, known=known) for name, part in schema.get("properties", {}).items()}
            return st.fixed_dictionaries({}, optional=parts)
        case "array":
            return st.lists(values(schema.get("items", {}), of=of, known=known), max_size=4)
        case "integer" | "number":
            return st.integers(-(2**70), 2**70)
        case "boolean":
            return st.booleans()
    texts = st.one_of(st.sampled_from([*known, *WORDS]), st.text(max_size=9))
    return texts if schema.get("type") == "string" else st.dictionaries(st.sampled_from(PARTS), st.one_of(texts, EVIL))


def in_address(value: Any) -> str:
    """Write a value as part of an address; half a character as the bytes a careless client sends for it."""
    return quote(str(value).encode(errors="surrogatepass"), safe="")[:9000]
