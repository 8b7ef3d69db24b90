"""Write docs/api.md: every endpoint of the JSON API with the first line of its docstring."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from contenthub.app import create_app
from contenthub.hub import Hub
from contenthub.kernel.settings import Settings

PREFIX = "/api/v1"
HEAD = """# The JSON API

Under `/api/v1`. Written by `make openapi` from the code; `/api/v1/openapi.json` is the full reference (OpenAPI 3.1)
with every field.

Bearer token, or session cookie with `X-CSRF-Token`. Money is integer minor units and an ISO currency; times are RFC
3339 UTC with milliseconds; ids are opaque. Wrong input: 422 as `application/problem+json` with
`errors: [{field, reason}]`. Lists: `{items, next, total}`, with `limit` (50, at most 100) and `cursor`.
`Idempotency-Key` on POST; `If-Match` on PUT (428 without, 412 when stale).

| call | does |
|---|---|
"""


def rows(app: Flask) -> Iterator[str]:
    """Yield a line of the table per endpoint, in the order of the addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        if not rule.rule.startswith(PREFIX) or rule.endpoint.startswith("openapi"):
            continue
        says = (app.view_functions[rule.endpoint].__doc__ or "").strip().split("\n")[0].rstrip(".")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"| `{method} {rule.rule.removeprefix(PREFIX)}` | {says.replace('|', '·')} |\n"


def document() -> str:
    """Return the page."""
    with tempfile.TemporaryDirectory() as home:
        hub = Hub(Settings(home=Path(home), index_url="memory:", queue_url="immediate:"))
        text = HEAD + "".join(rows(create_app(hub))) + "| `GET /openapi.json` | the OpenAPI document |\n"
        hub.close()
    return text


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
