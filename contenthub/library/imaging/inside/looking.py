"""Looking at a picture: its size from the header, then every pixel once, so that nothing broken comes in."""

from pathlib import Path

from PIL import Image

from contenthub.library.imaging.errors import FileDamaged, FileRefused, FileTruncated, PixelsTooMany, is_our_fault
from contenthub.library.imaging.inside import pixels
from contenthub.library.imaging.values import LookJob, Sight

_TAIL = 65536


def look(job: LookJob) -> Sight:
    """Return size, frames and orientation; raise `PixelsTooMany` before decoding, `FileTruncated`, `FileDamaged`."""
    try:
        return _look(job)
    except (FileRefused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PixelsTooMany(limit=job.max_pixels, cause=str(error)) from error
    except Exception as error:
        if is_our_fault(error):
            raise
        reason = FileTruncated if is_cut_short(job.source, pillow=job.pillow) else FileDamaged
        raise reason(cause=f"{type(error).__name__}: {error}".replace(str(job.source), "file")[:300]) from error


def _look(job: LookJob) -> Sight:
    if job.pillow == "WEBP":
        _check(*_webp_size(job.source), 1, limit=job.max_pixels)
    with pixels.opened(job.source, pillow=job.pillow) as picture:
        _check(*picture.size, 1, limit=job.max_pixels)
        frames = 1 if job.pillow == "JPEG" else getattr(picture, "n_frames", 1)
        _check(*picture.size, frames, limit=job.max_pixels)
        width, height = picture.size
        Image.MAX_IMAGE_PIXELS = job.max_pixels  # frames may be larger than the header says
        orientation = _decode(picture, frames=frames, limit=job.max_pixels)
    if orientation >= 5:
        width, height = height, width
    return Sight(width=width, height=height, frames=frames, orientation=orientation)


def _check(width: int, height: int, frames: int, *, limit: int) -> None:
    if width * height * frames > limit:
        raise PixelsTooMany(width=width, height=height, frames=frames, limit=limit)


def _decode(picture: Image.Image, *, frames: int, limit: int) -> int:
    """Decode every frame and return the orientation, which in PNG may stand behind the pixels."""
    if picture.format in {"JPEG", "MPO"}:
        picture.draft(picture.mode, (picture.width // 8, picture.height // 8))  # every bit is read, an eighth is kept
    picture.load()
    orientation = pixels.orientation_of(picture)
    total = picture.width * picture.height
    for frame in range(1, frames):
        picture.seek(frame)
        total += picture.width * picture.height
        _check(total, 1, 1, limit=limit)
        picture.load()
    return orientation


def is_cut_short(source: Path, *, pillow: str) -> bool:
    """Tell whether the end of the file is missing."""
    size = source.stat().st_size
    with source.open("rb") as file:
        head = file.read(12)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if pillow == "JPEG":
        return b"\xff\xd9" not in tail
    if pillow == "PNG":
        return b"IEND" not in tail
    if pillow == "WEBP":
        return int.from_bytes(head[4:8], "little") + 8 > size
    if pillow == "BMP":
        return int.from_bytes(head[2:6], "little") > size
    if pillow == "AVIF":
        return _boxes_end(source) > size
    return pillow == "GIF" and not tail.rstrip(b"\x00").endswith(b";")


def _boxes_end(source: Path) -> int:
    """Return where the last top-level box of an ISO file says it ends."""
    at, size = 0, source.stat().st_size
    with source.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            at += max(8, int.from_bytes(file.read(4), "big"))
    return at


def _webp_size(source: Path) -> tuple[int, int]:
    """Read the canvas from the header: Pillow's decoder allocates it twice when it opens the file."""
    with source.open("rb") as file:
        head = file.read(30).ljust(30, b"\x00")
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
