"""Small is not a matter of opinion: these numbers may only fall."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FUNCTION = 40
LONGEST_FILE = 300


def test_no_function_is_longer_than_forty_lines():
    too_long = [f"{place} has {lines} lines" for place, lines in functions() if lines > LONGEST_FUNCTION]

    assert too_long == []


def test_no_file_is_longer_than_three_hundred_lines():
    lengths = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in sources())
    too_long = [f"{path.relative_to(ROOT)} has {lines} lines" for path, lines in lengths if lines > LONGEST_FILE]

    assert too_long == []


def sources() -> list[Path]:
    return sorted((ROOT / "contenthub").rglob("*.py"))


def functions() -> Iterator[tuple[str, int]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1
