"""Uploads: a multipart file goes straight to a file under HOME, hashed on the way; memory stays flat at any size."""

import hashlib
import tempfile
from pathlib import Path
from typing import IO, Any, cast

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from contenthub.edge import request as edge
from contenthub.edge.incoming import WholeValues
from contenthub.kernel.errors import FieldError
from contenthub.library.errors import AssetInvalid
from contenthub.library.imaging.errors import FileTooLarge
from contenthub.library.intake import IncomingFile

MAX_FILES = 10
"""Files of one form: each is an open file of ours until the request ends."""


class IncomingStream:
    """The file a multipart parser writes into: counts, hashes, and refuses what is too large."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        """Open a new file in `folder`; it is gone when closed."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.NamedTemporaryFile(dir=folder, prefix="upload-")  # noqa: SIM115 - closed with the request
        self._digest = hashlib.sha256()
        self._max_bytes = max_bytes
        self._bytes = 0

    def write(self, piece: bytes) -> int:
        """Take the next piece; raise `FileTooLarge` at the first byte too many."""
        self._bytes += len(piece)
        if self._bytes > self._max_bytes:
            raise FileTooLarge(bytes=self._bytes, limit=self._max_bytes)
        self._digest.update(piece)
        return self._file.write(piece)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; the parser goes back to the start when the file is whole."""
        self._file.flush()
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Read from where it stands."""
        return self._file.read(size)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def received(self, *, name: str) -> IncomingFile:
        """Return the whole file as the library takes it."""
        path = Path(self._file.name)
        return IncomingFile(path=path, name=name, sha256=self._digest.hexdigest(), bytes=self._bytes)


class UploadRequest(Request):
    """A request whose files are received as `IncomingStream`, and removed when it ends, however it ends."""

    parameter_storage_class = WholeValues

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without files."""
        super().__init__(*args, **kwargs)
        self._streams: list[IncomingStream] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        if len(self._streams) >= MAX_FILES:
            raise RequestEntityTooLarge
        settings = edge.hub().settings
        stream = IncomingStream(settings.incoming, max_bytes=settings.max_upload_mb * 1024 * 1024)
        self._streams.append(stream)
        return cast("IO[bytes]", stream)

    def close(self) -> None:
        """Remove the files."""
        super().close()
        for stream in self._streams:
            stream.close()


def init_uploads(app: Flask) -> None:
    """Receive the files of every request of `app` this way."""
    app.request_class = UploadRequest


def accept_files() -> None:
    """Let this request be as large as an upload may be, as long as nothing of its body was read."""
    request.max_content_length = (edge.hub().settings.max_upload_mb + 1) * 1024 * 1024


def received_file(field: str = "file") -> IncomingFile:
    """Return the file of a form's field; raise `AssetInvalid` when there is none, `FileTooLarge`."""
    accept_files()
    found = request.files.get(field)
    stream = getattr(found, "stream", None)
    if found is None or not isinstance(stream, IncomingStream):
        raise AssetInvalid(FieldError(field, "required"))
    return stream.received(name=found.filename or "")
