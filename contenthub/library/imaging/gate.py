"""The gate: what a file is, or why it does not come in."""

from pathlib import Path

from contenthub.library.imaging.errors import FileDisguised, FileEmpty, FileTooLarge, FileTypeRefused, FileTypeUnknown
from contenthub.library.imaging.kinds import HEAD, FileType, claimed_by, sniff
from contenthub.library.imaging.sandbox import Sandbox, the_sandbox
from contenthub.library.imaging.values import MAX_BYTES, MAX_PIXELS, Inspection, LookJob, Sight
from contenthub.library.values import AssetKind


def inspect(
    path: Path,
    *,
    name: str = "",
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    sandbox: Sandbox | None = None,
) -> Inspection:
    """Return what the file at `path` is, decoded once to its end; raise a `FileRefused` that says why not.

    `name` is what the uploader calls it: it never decides, but a name that disguises the content gets its own reason.
    `max_pixels` counts width × height × frames and is compared with the header before anything is decoded.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise FileTooLarge(bytes=size, limit=max_bytes)
    found = accepted_type(path, name=name)
    job = LookJob(source=path.absolute(), pillow=found.pillow or "", max_pixels=max_pixels)
    sight = (sandbox or the_sandbox()).run("look", job, answer=Sight)
    return Inspection(
        kind=found.kind or AssetKind.IMAGE,
        media_type=found.media_type,
        extension=found.extensions[0],
        bytes=size,
        width=sight.width,
        height=sight.height,
        frames=sight.frames,
        orientation=sight.orientation,
    )


def accepted_type(path: Path, *, name: str = "") -> FileType:
    """Return the type of the bytes at `path` when it is one we take; raise the reason when it is not."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise FileEmpty
    found, claimed = sniff(head), claimed_by(name)
    if found is None:
        raise FileTypeUnknown
    if found.pillow:
        return found
    if claimed and claimed != found:
        raise FileDisguised(claimed=claimed.name, found=found.name)
    raise FileTypeRefused(found=found.name)
