"""Write the OpenAPI document of the JSON API to the file that is named, or to stdout."""

import json
import sys
import tempfile
from pathlib import Path

from contenthub.app import create_app
from contenthub.hub import Hub
from contenthub.kernel.settings import Settings


def document(home: Path) -> str:
    """Return the document, sorted, so that two versions can be compared line by line."""
    hub = Hub(Settings(home=home, index_url="memory:", queue_url="immediate:"))
    try:
        answer = create_app(hub).test_client().get("/api/v1/openapi.json")
        if answer.status_code != 200:
            raise SystemExit(f"no document: {answer.status}")
        return json.dumps(answer.json, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    finally:
        hub.close()


def main() -> None:
    """Write the document."""
    with tempfile.TemporaryDirectory() as home:
        text = document(Path(home))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
