"""Which store a URL names, and what the disk says when it cannot."""

import os
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from contenthub.storage.blobs import BlobsUnavailable, BlobsUrlInvalid
from contenthub.storage.disk import INCOMING, DiskBlobs
from contenthub.storage.factory import make_blobs
from contenthub.storage.keys import original_key, rendition_key

MINIO = "minio://KEY:S%2Fcret@127.0.0.1:9/bucket?secure=false"


class TestUrls:
    @pytest.mark.parametrize(
        "url",
        ["", "disk:", "memory:x", "s3://x", "minio://host/bucket", "minio://K:S@host/", "minio://K:S@h/b?secure=no"],
    )
    def test_a_url_of_no_store_is_refused(self, url: str) -> None:
        with pytest.raises(BlobsUrlInvalid):
            make_blobs(url)

    def test_a_presigned_address_needs_no_store_to_answer(self) -> None:
        address = make_blobs(MINIO).url(
            "a/b", expires=timedelta(minutes=5), filename="报告.pdf", media_type="text/plain"
        )
        query = parse_qs(urlsplit(address).query)

        assert (query["X-Amz-Expires"], query["response-content-type"]) == (["300"], ["text/plain"])

    def test_a_presigned_address_names_the_file_in_any_language(self) -> None:
        address = make_blobs(MINIO).url("a/b", expires=timedelta(days=30), filename="报告.pdf")
        query = parse_qs(urlsplit(address).query)

        assert query["response-content-disposition"] == ["attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf"]


class TestKeys:
    def test_an_original_is_fanned_out_by_its_hash(self) -> None:
        assert original_key("abcdef") == "originals/ab/cd/abcdef"

    def test_a_rendition_depends_on_source_recipe_and_focus(self) -> None:
        keys = {
            rendition_key("s1", recipe="r1"),
            rendition_key("s2", recipe="r1"),
            rendition_key("s1", recipe="r2"),
            rendition_key("s1", recipe="r1", focal_point=(0.5, 0.5)),
            rendition_key("s1", recipe="r1", focal_point=(0.5, 0.25)),
        }

        assert len(keys) == 5

    def test_the_same_rendition_has_the_same_key(self) -> None:
        first = rendition_key("s", recipe="r", focal_point=(0.1 + 0.2, 0.5))

        assert first == rendition_key("s", recipe="r", focal_point=(0.3, 0.5))


class TestDisk:
    @pytest.mark.parametrize("parent", ["file", "/proc/no-such-place"])
    def test_a_folder_that_cannot_be_written_is_unavailable(self, tmp_path: Path, parent: str) -> None:
        (tmp_path / "file").write_text("in the way")

        with pytest.raises(BlobsUnavailable):
            DiskBlobs(tmp_path / parent / "blobs").check()

    def test_a_check_removes_uploads_that_died_long_ago(self, tmp_path: Path) -> None:
        blobs = DiskBlobs(tmp_path)
        blobs.check()
        dead, alive = tmp_path / INCOMING / "dead", tmp_path / INCOMING / "alive"
        dead.touch()
        alive.touch()
        os.utime(dead, times=(time.time() - 90_000,) * 2)

        blobs.check()

        assert list((tmp_path / INCOMING).iterdir()) == [alive]
