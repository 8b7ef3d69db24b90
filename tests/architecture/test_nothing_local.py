"""The checkout works anywhere: nothing names the machine it was written on or the index its packages came from."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "*.md",
    "Makefile",
    "pyproject.toml",
    "package.json",
    ".npmrc",
    "requirements/*.txt",
    "docs/**/*",
    "config/**/*",
)
INDEX = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://[^\s\"')>]*(?:pypi\.|npmjs\.|/simple\b|mirror|registry)"
)
MACHINE = re.compile(r"(?<![\w.~/-])/(?:root|home/\w+|work|tmp|Users/\w+)/\w+")


def test_no_text_names_a_package_index():
    assert places(INDEX) == []


def test_no_text_names_a_folder_of_one_machine():
    assert places(MACHINE) == []


def test_requirements_name_versions_and_checksums_only():
    lines = [line for name in ("run", "dev") for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines()]

    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_the_lock_of_the_front_end_names_no_host():
    lines = (ROOT / "package-lock.json").read_text(encoding="utf-8").splitlines()

    assert [
        line for line in lines if '"resolved"' in line or ("://" in line and "github.com/sponsors" not in line)
    ] == []


def places(pattern: re.Pattern[str]) -> list[str]:
    paths = sorted({path for glob in TEXTS for path in ROOT.glob(glob) if path.suffix not in {".png", ".jpg", ".webp"}})
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:60]}"
        for path in paths
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
