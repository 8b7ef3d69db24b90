"""The store that a URL names."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from contenthub.kernel.errors import FieldError
from contenthub.storage.blobs import Blobs, BlobsUrlInvalid


def make_blobs(url: str) -> Blobs:
    """Return the store of `disk:DIR`, `minio://KEY:SECRET@HOST:PORT/BUCKET?secure=false&region=…` or `memory:`."""
    # Engines are imported when chosen: one that is not used costs neither memory nor time.
    kind, _, rest = url.partition(":")
    if kind == "disk" and rest:
        from contenthub.storage.disk import DiskBlobs  # noqa: PLC0415

        return DiskBlobs(Path(rest))
    if kind == "memory" and not rest:
        from contenthub.storage.memory import MemoryBlobs  # noqa: PLC0415

        return MemoryBlobs()
    if kind == "minio":
        return _make_minio(url)
    raise _invalid("must be disk:DIR, minio://KEY:SECRET@HOST:PORT/BUCKET or memory:")


def _make_minio(url: str) -> Blobs:
    from contenthub.storage.minio import MinioBlobs  # noqa: PLC0415  # as above

    parts, options = urlsplit(url), parse_qs(urlsplit(url).query)
    secure = options.get("secure", ["true"])[-1]
    endpoint, bucket = parts.netloc.rpartition("@")[2], parts.path.strip("/")
    if not (parts.username and parts.password and endpoint and bucket) or secure not in {"true", "false"}:
        raise _invalid("must be minio://KEY:SECRET@HOST:PORT/BUCKET?secure=true|false")
    return MinioBlobs(
        endpoint,
        key=unquote(parts.username),
        secret=unquote(parts.password),
        bucket=bucket,
        secure=secure == "true",
        region=options.get("region", ["us-east-1"])[-1],
    )


def _invalid(reason: str) -> BlobsUrlInvalid:
    return BlobsUrlInvalid(FieldError("BLOBS_URL", reason))
