"""Fixtures: a sandbox for the run, files made on the spot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contenthub.library.imaging.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One child process for all tests that do not hurt it."""
    made = Sandbox(children=1)
    yield made
    made.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Return a function that puts bytes into a file of the test's own folder."""

    def to_file(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return to_file
