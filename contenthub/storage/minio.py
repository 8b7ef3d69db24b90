"""Blobs in MinIO or any S3-compatible store, and the only door to the `minio` package.

Only what every such store has: put, get, head, delete, list, presigned GET. No tags, ACLs, POST policies, lifecycle.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import BinaryIO, cast
from urllib.parse import quote

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from contenthub.storage.blobs import (
    CHUNK,
    BlobInfo,
    BlobNotFound,
    BlobReader,
    BlobsUnavailable,
    Measured,
    checked_key,
    checked_range,
    probe,
)

PART_SIZE = 8 * 1024 * 1024
"""Bytes held of an upload, whatever its length; 10,000 parts make 80 GB the longest."""
LONGEST_URL = timedelta(days=7)
_ABSENT = {"NoSuchKey", "ResourceNotFound"}


class MinioBlobs:
    """Keeps blobs in one bucket."""

    def __init__(
        self, endpoint: str, *, key: str, secret: str, bucket: str, secure: bool, region: str = "us-east-1"
    ) -> None:
        """Name the store; nothing is contacted before it is used."""
        self._bucket = bucket
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=5, read=60),
            retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504)),
            cert_reqs="CERT_REQUIRED",
            maxsize=16,
        )
        # With the region told, the client never asks for it, which not every key may.
        self._client = Minio(
            endpoint=endpoint, access_key=key, secret_key=secret, secure=secure, region=region, http_client=self._http
        )

    def put(
        self, key: str, stream: BinaryIO, *, size: int | None = None, media_type: str = "application/octet-stream"
    ) -> None:
        """Store what `stream` gives, in parts when it is long; a failed upload is aborted and leaves nothing."""
        measured = cast("BinaryIO", Measured(stream, key=checked_key(key), size=size))
        with _store_errors(key):
            self._client.put_object(
                bucket_name=self._bucket,
                object_name=key,
                data=measured,
                length=-1,
                content_type=media_type,
                part_size=PART_SIZE,
                num_parallel_uploads=1,
            )

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> BlobReader:
        """Return a reader of a range."""
        start, length = checked_range(start, length)
        if start >= (size := self.size(key)) or length == 0:
            return BlobReader(())
        with _store_errors(key):
            response = self._client.get_object(
                bucket_name=self._bucket, object_name=key, offset=start, length=min(length or size, size - start)
            )
        return BlobReader(_pieces(key, response), source=_Closing(response))

    def size(self, key: str) -> int:
        """Return the number of bytes."""
        with _store_errors(checked_key(key)):
            return int(self._client.stat_object(bucket_name=self._bucket, object_name=key).size or 0)

    def exists(self, key: str) -> bool:
        """Say whether something is stored under `key`."""
        try:
            self.size(key)
        except BlobNotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forget the blob."""
        with suppress(BlobNotFound), _store_errors(checked_key(key)):
            self._client.remove_object(bucket_name=self._bucket, object_name=key)

    def list(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Yield the blobs whose key starts with `prefix`."""
        with _store_errors(prefix):
            for found in self._client.list_objects(bucket_name=self._bucket, prefix=prefix, recursive=True):
                modified = found.last_modified or datetime.fromtimestamp(0, UTC)
                yield BlobInfo(str(found.object_name), int(found.size or 0), modified)

    def url(self, key: str, *, expires: timedelta, filename: str | None = None, media_type: str | None = None) -> str:
        """Return a presigned address, good for at most seven days."""
        headers: dict[str, str | list[str] | tuple[str]] = {}
        if filename:
            headers["response-content-disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        if media_type:
            headers["response-content-type"] = media_type
        with _store_errors(checked_key(key)):
            return self._client.presigned_get_object(
                bucket_name=self._bucket, object_name=key, expires=min(expires, LONGEST_URL), response_headers=headers
            )

    def check(self) -> None:
        """Make the bucket when it is missing; write, read and delete a probe."""
        with _store_errors(self._bucket):
            if not self._client.bucket_exists(bucket_name=self._bucket):
                self._client.make_bucket(bucket_name=self._bucket)
        probe(self)

    def close(self) -> None:
        """Close the connections."""
        self._http.clear()


@contextmanager
def _store_errors(key: str) -> Iterator[None]:
    """Say in our words what the store said."""
    try:
        yield
    except S3Error as error:
        if error.code in _ABSENT:
            raise BlobNotFound(key=key) from None
        raise BlobsUnavailable(reason=error.code, key=key) from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise BlobsUnavailable(reason=type(error).__name__, key=key) from error


def _pieces(key: str, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    with _store_errors(key):
        yield from response.stream(CHUNK)


class _Closing(AbstractContextManager["_Closing"]):
    """Gives a response's connection back, unread bytes or not."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._response.close()
        self._response.release_conn()
