"""Only the unit of work commits, so that verbs compose and nothing happens after a failure."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = ROOT / "contenthub" / "db" / "work.py"


def test_only_the_unit_of_work_commits_a_session():
    sources = sorted((ROOT / "contenthub").rglob("*.py"))
    found = [place for path in sources if path != ALLOWED for place in commits(path)]

    assert found == []


def test_the_unit_of_work_commits():
    assert commits(ALLOWED) != []


def commits(path: Path) -> list[str]:
    """List the places that call `commit()` on something named session."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    found = (call for call in calls if isinstance(call, ast.Attribute) and call.attr == "commit")
    return [f"{path.relative_to(ROOT)}:{call.lineno}" for call in found if ast.unparse(call.value).endswith("session")]
