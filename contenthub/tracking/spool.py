"""The spool's writer: each record is in the file before the answer leaves, and on the disk a few milliseconds later."""

import contextlib
import fcntl
import os
import secrets
import threading
import time
from collections import deque
from pathlib import Path

import structlog

from contenthub.tracking.records import Record, encode
from contenthub.tracking.segments import SUFFIX, frame

log = structlog.get_logger()
SYNC_SECONDS = 0.005
SEGMENT_BYTES = 64 * 1024 * 1024
BUFFER_BYTES = 16 * 1024 * 1024
"""Records kept in memory while the disk is full; beyond that, and when the process is killed, they are lost."""


class Spool:
    """Appends records to this process' own segment; opens it with the first record.

    One `os.write` with O_APPEND per record: what a killed process has written stays whole. A background thread syncs.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        """Write segments in `folder`, a new one for each process and whenever one has grown to `segment_bytes`."""
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._lock = threading.Lock()
        self._dirty = threading.Event()
        self._fd = -1
        self._pid = 0
        self._size = 0
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._lost = 0

    @property
    def is_at_risk(self) -> bool:
        """Say whether records wait in memory, or were lost, because the disk would not take them."""
        return bool(self._waiting or self._lost)

    def append(self, *records: Record) -> None:
        """Write the records as one piece; never raises: what the disk refuses waits in memory."""
        block = frame(encode(records[0])) if len(records) == 1 else b"".join([frame(encode(one)) for one in records])
        with self._lock:
            if self._waiting or not self._write(block):
                self._keep(block)
        if not self._dirty.is_set():
            self._dirty.set()

    def _write(self, block: bytes) -> bool:
        try:
            if self._pid != os.getpid() or self._size >= self._segment_bytes:
                self._open_segment()
            written = os.write(self._fd, block)
            if written < len(block):
                os.ftruncate(self._fd, self._size)  # disk full in the middle: a part of a record helps nobody
                return False
        except OSError as error:
            if not self._waiting:
                log.error("spool_refused", error=str(error))  # noqa: TRY400 - once per outage, the reason is enough
            return False
        self._size += written
        return True

    def _keep(self, block: bytes) -> None:
        if self._waiting_bytes + len(block) > BUFFER_BYTES:
            self._lost += 1
            return
        self._waiting.append(block)
        self._waiting_bytes += len(block)

    def _open_segment(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{time.time_ns() // 1_000_000:013d}-{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX)
        is_mine = self._pid == os.getpid()
        self._retire()
        self._fd, self._pid, self._size = fd, os.getpid(), 0
        if not is_mine:  # threads do not survive a fork
            self._dirty = threading.Event()
            threading.Thread(target=self._keep_syncing, name="spool-sync", daemon=True).start()

    def _retire(self) -> None:
        if self._fd < 0:
            return
        with contextlib.suppress(OSError):
            if self._pid == os.getpid():
                os.fdatasync(self._fd)
            os.close(self._fd)
        self._fd = -1

    def _keep_syncing(self) -> None:
        dirty = self._dirty
        while True:
            dirty.wait()
            dirty.clear()
            time.sleep(SYNC_SECONDS)
            self._retry()
            fd = self._fd
            if fd < 0:
                return
            with contextlib.suppress(OSError):  # closed or rotated meanwhile: synced there
                os.fdatasync(fd)

    def _retry(self) -> None:
        with self._lock:
            while self._waiting and self._write(self._waiting[0]):
                self._waiting_bytes -= len(self._waiting.popleft())
        if self._waiting:
            time.sleep(0.2)
            self._dirty.set()

    def close(self) -> None:
        """Sync and let go; the next record would open a new segment."""
        with self._lock:
            self._retire()
            self._pid = 0
        self._dirty.set()
