"""What every store of blobs promises."""

import os
import secrets
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from contenthub.storage.blobs import BlobIncomplete, BlobKeyInvalid, BlobNotFound, Blobs
from contenthub.storage.factory import make_blobs
from contenthub.storage.keys import original_key

S3 = os.environ.get("CONTENTHUB_TEST_S3")
ENGINES = ["disk", "memory", *(["minio"] if S3 else [])]
KEY = original_key("ab" * 32)
MEGABYTE = 1024 * 1024


class Endless:
    """A stream that makes its bytes as they are asked for, and may break."""

    def __init__(self, length: int, *, breaks_at: int | None = None) -> None:
        self.left = length
        self.given = 0
        self.breaks_at = breaks_at

    def read(self, amount: int) -> bytes:
        if self.breaks_at is not None and self.given >= self.breaks_at:
            raise ConnectionResetError("the client went away")
        size = min(amount, self.left)
        self.left -= size
        self.given += size
        return b"x" * size


@pytest.fixture(params=ENGINES)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blobs]:
    urls = {"disk": f"disk:{tmp_path / 'blobs'}", "memory": "memory:", "minio": S3 or ""}
    engine = make_blobs(urls[request.param])
    engine.check()
    for found in engine.list():
        engine.delete(found.key)
    yield engine
    engine.close()


def put(blobs: Blobs, key: str = KEY, content: bytes = b"hello") -> None:
    blobs.put(key, BytesIO(content), size=len(content), media_type="text/plain")


def read(blobs: Blobs, key: str = KEY, **span: int) -> bytes:
    with blobs.open(key, **span) as reader:
        return reader.read()


class TestPut:
    def test_bytes_come_back_as_they_were(self, blobs: Blobs) -> None:
        put(blobs, content=bytes(range(256)))

        assert read(blobs) == bytes(range(256))

    def test_nothing_at_all_can_be_stored(self, blobs: Blobs) -> None:
        put(blobs, content=b"")

        assert (blobs.size(KEY), read(blobs)) == (0, b"")

    def test_a_stream_of_unknown_length_is_stored_whole(self, blobs: Blobs) -> None:
        blobs.put(KEY, Endless(9 * MEGABYTE + 7))

        assert blobs.size(KEY) == 9 * MEGABYTE + 7

    def test_a_second_put_replaces_the_first(self, blobs: Blobs) -> None:
        put(blobs, content=b"first")
        put(blobs, content=b"second")

        assert read(blobs) == b"second"

    @pytest.mark.parametrize("announced", [4, 6])
    def test_a_wrong_size_stores_nothing(self, blobs: Blobs, announced: int) -> None:
        with pytest.raises(BlobIncomplete):
            blobs.put(KEY, BytesIO(b"hello"), size=announced)

        assert not blobs.exists(KEY)

    def test_a_broken_stream_stores_nothing(self, blobs: Blobs) -> None:
        with pytest.raises(ConnectionResetError):
            blobs.put(KEY, Endless(20 * MEGABYTE, breaks_at=10 * MEGABYTE))

        assert list(blobs.list()) == []

    def test_a_broken_stream_leaves_what_was_there(self, blobs: Blobs) -> None:
        put(blobs, content=b"old")

        with pytest.raises(ConnectionResetError):
            blobs.put(KEY, Endless(2 * MEGABYTE, breaks_at=MEGABYTE))

        assert read(blobs) == b"old"


class TestKeys:
    @pytest.mark.parametrize(
        "key",
        ["", "/etc/passwd", "../up", "a/../b", "a//b", ".hidden", "a/.incoming/x", "a\0b", "文件", "a b", "x" * 600],
    )
    def test_a_key_that_could_lead_astray_is_refused(self, blobs: Blobs, key: str) -> None:
        with pytest.raises(BlobKeyInvalid):
            put(blobs, key)

    def test_reading_refuses_it_too(self, blobs: Blobs) -> None:
        with pytest.raises(BlobKeyInvalid):
            blobs.open("../../etc/passwd")


class TestOpen:
    def test_an_unknown_key_is_not_found_before_anything_is_read(self, blobs: Blobs) -> None:
        with pytest.raises(BlobNotFound):
            blobs.open(KEY)

    def test_the_folder_of_a_key_is_not_found(self, blobs: Blobs) -> None:
        put(blobs, "folder/file")

        with pytest.raises(BlobNotFound):
            blobs.open("folder")

    @pytest.mark.parametrize(
        ("span", "expected"),
        [
            ({"start": 1}, b"ello"),
            ({"start": 1, "length": 3}, b"ell"),
            ({"length": 2}, b"he"),
            ({"start": 3, "length": 100}, b"lo"),
            ({"start": 5}, b""),
            ({"start": 99}, b""),
            ({"length": 0}, b""),
        ],
    )
    def test_a_range_gives_that_part(self, blobs: Blobs, span: dict[str, int], expected: bytes) -> None:
        put(blobs)

        assert read(blobs, **span) == expected

    def test_a_negative_range_is_a_mistake(self, blobs: Blobs) -> None:
        put(blobs)

        with pytest.raises(ValueError, match="negative"):
            blobs.open(KEY, start=-1)

    def test_a_long_blob_comes_in_pieces(self, blobs: Blobs) -> None:
        blobs.put(KEY, Endless(3 * MEGABYTE))

        with blobs.open(KEY) as reader:
            longest = max(len(piece) for piece in reader)

        assert longest <= MEGABYTE

    def test_a_reader_may_be_closed_twice_and_half_read(self, blobs: Blobs) -> None:
        blobs.put(KEY, Endless(3 * MEGABYTE))
        reader = blobs.open(KEY)
        next(iter(reader))

        reader.close()
        reader.close()

        assert blobs.exists(KEY)


class TestDelete:
    def test_a_deleted_blob_is_gone(self, blobs: Blobs) -> None:
        put(blobs)

        blobs.delete(KEY)

        assert not blobs.exists(KEY)

    def test_deleting_what_is_not_there_is_no_error(self, blobs: Blobs) -> None:
        blobs.delete(KEY)

        assert not blobs.exists(KEY)

    def test_the_size_of_what_is_not_there_is_not_found(self, blobs: Blobs) -> None:
        with pytest.raises(BlobNotFound):
            blobs.size(KEY)


class TestList:
    def test_keys_come_in_order(self, blobs: Blobs) -> None:
        keys = ["a-b/1", "a.b", "a/1", "a/b/2", "a0", "b"]
        for key in reversed(keys):
            put(blobs, key)

        assert [found.key for found in blobs.list()] == keys

    @pytest.mark.parametrize(("prefix", "expected"), [("a/", ["a/1", "a/2"]), ("a", ["a/1", "a/2", "ab"]), ("c", [])])
    def test_a_prefix_narrows(self, blobs: Blobs, prefix: str, expected: list[str]) -> None:
        for key in ("a/1", "a/2", "ab", "b/a"):
            put(blobs, key)

        assert [found.key for found in blobs.list(prefix)] == expected

    def test_it_tells_size_and_time(self, blobs: Blobs) -> None:
        put(blobs)
        (found,) = blobs.list()

        assert (found.size, found.modified.tzinfo is not None) == (5, True)


class TestUrl:
    def test_it_is_an_address_or_none(self, blobs: Blobs) -> None:
        put(blobs)
        address = blobs.url(KEY, expires=timedelta(minutes=1), filename="报告.pdf", media_type="application/pdf")

        assert address is None or address.startswith("http")


class TestMemory:
    def test_it_stays_flat_however_long_the_stream(self, tmp_path: Path) -> None:
        blobs = make_blobs(f"disk:{tmp_path}")
        tracemalloc.start()
        blobs.put(secrets.token_hex(8), Endless(64 * MEGABYTE), size=64 * MEGABYTE)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak < 4 * MEGABYTE


class TestCheck:
    def test_it_leaves_nothing_behind(self, blobs: Blobs) -> None:
        blobs.check()

        assert list(blobs.list()) == []
