"""A folder of index generations: one is current, a new one is built beside it and published by renaming one file."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contenthub.kernel.ids import new_id
from contenthub.search.index import IndexBusy, IndexUnavailable

_POLL = 0.02


class Generations:
    """Names the current generation and lets one process at a time write.

    The lock is the operating system's: it ends with the process that holds it, however that dies.
    """

    def __init__(self, root: Path, *, kind: str, patience: float) -> None:
        """Keep generations of `kind` under `root`; wait `patience` seconds for another writer to finish."""
        self._root = root
        self._kind = kind
        self._patience = patience

    def current(self) -> Path | None:
        """Return the folder of the published generation, None before the first."""
        try:
            name = (self._root / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnavailable(reason=str(error)) from error
        return self._root / name

    def is_outdated(self) -> bool:
        """Say whether the published generation is missing or of another kind."""
        current = self.current()
        return current is None or current.name.partition("-")[0] != self._kind

    def create(self) -> Path:
        """Make an empty folder for a new generation; only while writing."""
        folder = self._root / f"{self._kind}-{new_id()}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make `folder` the current generation, at once and for all processes, and remove the others."""
        draft = self._root / "CURRENT.new"
        with draft.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._root / "CURRENT")
        self._sweep()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, and clear what killed ones left; raise `IndexBusy` when another takes too long."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._root / "writer.lock", os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            raise IndexUnavailable(reason=str(error)) from error
        try:
            self._wait_for(lock)
            self._sweep()
            yield
        finally:
            os.close(lock)

    def _wait_for(self, lock: int) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise IndexBusy(index=str(self._root)) from None
            time.sleep(_POLL)

    def _sweep(self) -> None:
        current = self.current()
        for folder in self._root.iterdir():
            if folder.is_dir() and folder != current:
                shutil.rmtree(folder, ignore_errors=True)
