"""Records on disk: whole or skipped, never a neighbour lost."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contenthub.tracking import spool as spool_module
from contenthub.tracking.records import Beaconed, Clicked, Depth, Opened, Record, decode, encode
from contenthub.tracking.segments import Framed, Tail, frame, is_finished, list_segments, read_frames
from contenthub.tracking.spool import Spool

ROOT = Path(__file__).resolve().parents[2]


def opened(number: int = 1) -> Opened:
    return Opened(number, "Abcdefghij1", "v" * 22, "network", "human", "", [("top", "O1", 1)])


def read_all(folder: Path) -> list[Record]:
    return [
        decode(found.payload)
        for path in list_segments(folder)
        for found in read_frames(path)
        if isinstance(found, Framed)
    ]


@pytest.fixture
def spool(tmp_path: Path):
    made = Spool(tmp_path / "spool")
    yield made
    made.close()


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    """A finished segment of ten frames of 30 bytes each."""
    path = tmp_path / "made.seg"
    path.write_bytes(b"".join(frame(f"{number:018}".encode()) for number in range(10)))
    return path


def numbers(path: Path, *, start: int = 0) -> list[int]:
    return [int(found.payload) for found in read_frames(path, start=start) if isinstance(found, Framed)]


class TestRecords:
    @pytest.mark.parametrize(
        "record",
        [
            opened(),
            Clicked(5, "a", "v", "n", "bot", "agent", "top", 2, None, None, "v1", False),
            Beaconed(6, "a", "", "n", "human", "", "v1", 3, True, [Depth(40)]),
        ],
    )
    def test_a_record_comes_back_as_it_was(self, record: Record) -> None:
        assert decode(encode(record)) == record


class TestWriting:
    def test_nothing_is_made_before_the_first_record(self, spool: Spool, tmp_path: Path) -> None:
        assert not (tmp_path / "spool").exists()

    def test_a_record_is_in_the_file_at_once(self, spool: Spool, tmp_path: Path) -> None:
        spool.append(opened(1), opened(2))
        spool.append(opened(3))

        assert [record.at for record in read_all(tmp_path / "spool")] == [1, 2, 3]

    def test_nobody_else_may_read_it(self, spool: Spool, tmp_path: Path) -> None:
        spool.append(opened())

        assert [path.stat().st_mode & 0o777 for path in list_segments(tmp_path / "spool")] == [0o600]

    def test_each_start_begins_a_segment(self, tmp_path: Path) -> None:
        for number in range(3):
            spool = Spool(tmp_path)
            spool.append(opened(number))
            spool.close()

        assert len(list_segments(tmp_path)) == 3

    def test_a_full_segment_is_followed_by_another(self, tmp_path: Path) -> None:
        spool = Spool(tmp_path, segment_bytes=200)
        for number in range(20):
            spool.append(opened(number))
        spool.close()

        assert len(list_segments(tmp_path)) > 4
        assert sorted(record.at for record in read_all(tmp_path)) == list(range(20))

    def test_a_segment_is_finished_when_its_writer_has_gone(self, spool: Spool, tmp_path: Path) -> None:
        spool.append(opened())
        path = list_segments(tmp_path / "spool")[0]
        while_writing = is_finished(path)
        spool.close()

        assert (while_writing, is_finished(path)) == (False, True)

    def test_it_goes_on_after_being_closed(self, spool: Spool, tmp_path: Path) -> None:
        spool.append(opened(1))
        spool.close()
        spool.append(opened(2))

        assert sorted(record.at for record in read_all(tmp_path / "spool")) == [1, 2]


class TestFullDisk:
    def test_what_the_disk_refuses_waits_and_is_written_later(self, spool: Spool, tmp_path: Path, monkeypatch) -> None:
        spool.append(opened(1))
        monkeypatch.setattr(spool_module.os, "write", refuse)
        spool.append(opened(2))
        was_at_risk = spool.is_at_risk
        monkeypatch.undo()
        spool.append(opened(3))

        wait_until(lambda: not spool.is_at_risk)
        assert was_at_risk
        assert [record.at for record in read_all(tmp_path / "spool")] == [1, 2, 3]

    def test_half_a_record_is_taken_back(self, spool: Spool, tmp_path: Path, monkeypatch) -> None:
        spool.append(opened(1))
        write = os.write
        monkeypatch.setattr(spool_module.os, "write", lambda fd, block: write(fd, block[:7]))
        spool.append(opened(2))
        monkeypatch.undo()
        spool.append(opened(3))

        wait_until(lambda: not spool.is_at_risk)
        path = list_segments(tmp_path / "spool")[0]
        assert [found.skipped for found in read_frames(path) if isinstance(found, Framed)] == [0, 0, 0]


def refuse(_fd: int, _block: bytes) -> int:
    raise OSError(errno.ENOSPC, "disk full")


def wait_until(is_so, *, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)


class TestReading:
    def test_frames_come_with_where_they_lie(self, segment: Path) -> None:
        found = list(read_frames(segment))

        assert [(item.offset, item.end) for item in found[:-1]] == [(30 * n, 30 * n + 30) for n in range(10)]
        assert found[-1] == Tail(300, 0)

    def test_it_goes_on_from_an_offset(self, segment: Path) -> None:
        assert numbers(segment, start=240) == [8, 9]

    def test_an_empty_segment_has_only_an_end(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.seg"
        path.touch()

        assert list(read_frames(path)) == [Tail(0, 0)]

    @pytest.mark.parametrize("cut", range(271, 300))
    def test_a_torn_tail_is_told_wherever_it_tore(self, segment: Path, cut: int) -> None:
        os.truncate(segment, cut)

        assert numbers(segment) == list(range(9))
        assert list(read_frames(segment))[-1] == Tail(270, cut - 270)

    @pytest.mark.parametrize("byte", range(90, 120))
    def test_a_damaged_byte_loses_one_record_and_no_neighbour(self, segment: Path, byte: int) -> None:
        content = bytearray(segment.read_bytes())
        content[byte] ^= 0xFF
        segment.write_bytes(content)

        assert numbers(segment) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
        assert [found.skipped for found in read_frames(segment) if isinstance(found, Framed)][3] == 30

    def test_noise_between_records_is_skipped(self, segment: Path) -> None:
        content = segment.read_bytes()
        segment.write_bytes(content[:150] + os.urandom(1000) + b"\xc5CH1" + content[150:])

        assert numbers(segment) == list(range(10))

    def test_a_length_that_lies_does_not_swallow_what_follows(self, segment: Path) -> None:
        content = bytearray(segment.read_bytes())
        content[94:98] = (200_000).to_bytes(4, "little")
        segment.write_bytes(content)

        assert numbers(segment) == [0, 1, 2, 4, 5, 6, 7, 8, 9]


class TestKilled:
    def test_what_a_killed_process_told_is_there_exactly_once(self, tmp_path: Path) -> None:
        told: set[str] = set()
        for number in range(4):
            told |= killed_writer(tmp_path / "spool", f"w{number}", after=0.15 + random.random() / 10)

        written = [record.click_id for record in read_all(tmp_path / "spool") if isinstance(record, Clicked)]
        assert len(written) == len(set(written)) > 100
        assert told - set(written) == set()
        assert all(is_finished(path) for path in list_segments(tmp_path / "spool"))


def killed_writer(folder: Path, name: str, *, after: float) -> set[str]:
    """Start a writer, kill it with -9 some time after its first record, and return what it had told."""
    command = [sys.executable, "-m", "tests.tracking.writer", str(folder), name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split("\n")
    return {first.strip(), *lines[:-1]}
