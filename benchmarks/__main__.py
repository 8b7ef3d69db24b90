"""`make bench`: runs every benchmark (or those named), prints a table, writes JSON under var/bench/."""

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rows import Row

AREAS = ("library", "search", "tracking", "memory")
FOLDER = Path("var/bench")


def main() -> int:
    """Run the areas named on the command line, or all that exist."""
    wanted = sys.argv[1:] or [area for area in AREAS if (Path(__file__).parent / f"{area}.py").exists()]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}")
    rows: list[Row] = []
    for area in wanted:
        for row in importlib.import_module(f"benchmarks.{area}").run():
            print(row.line(), flush=True)
            rows.append(row)
    FOLDER.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = FOLDER / f"{at}.json"
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
    print(f"written to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
