"""Taking location, serial numbers and notes out of a file without touching its pixels.

What may stay is listed; everything else goes, also what follows the end of the picture (second pictures, motion clips).
"""

import re
import zlib
from collections.abc import Iterator

from PIL import Image, ImageSequence

from contenthub.library.imaging.errors import FileDamaged
from contenthub.library.imaging.inside import pixels
from contenthub.library.imaging.values import StripJob

_PNG_KEPT = {
    *(
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"sRGB",
        b"gAMA",
        b"cHRM",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
    ),
    *(b"acTL", b"fcTL", b"fdAT"),
}
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_GIF_KEPT_APPLICATIONS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
_NEXT_MARKER = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")  # not a stuffed byte, not a restart


def strip(job: StripJob) -> None:
    """Write the cleaned file."""
    clean = _CLEANERS.get(job.pillow)
    if clean is None:
        _encode_anew(job)
        return
    with pixels.opened(job.source, pillow=job.pillow) as picture:
        orientation = pixels.orientation_of(picture)
    parts = clean(job.source.read_bytes(), orientation)
    with job.out.open("wb") as file:
        file.writelines(parts)


def _minimal_exif(orientation: int) -> bytes:
    """Return an EXIF block that says nothing but how to turn the picture."""
    entry = b"\x12\x01\x03\x00\x01\x00\x00\x00" + orientation.to_bytes(4, "little")
    return b"II*\x00\x08\x00\x00\x00\x01\x00" + entry + b"\x00\x00\x00\x00"


def _jpeg(source: bytes, orientation: int) -> Iterator[bytes]:
    yield b"\xff\xd8"
    if orientation != 1:
        body = b"Exif\x00\x00" + _minimal_exif(orientation)
        yield b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    at = 2
    while (found := _NEXT_MARKER.search(source, at)) is not None:
        marker, start = source[found.end() - 1], found.end()
        if marker == 0xD9:
            break
        end = start + int.from_bytes(source[start : start + 2], "big")
        if marker == 0xDA:  # scan: its data runs to the next marker
            following = _NEXT_MARKER.search(source, end)
            end = following.start() if following else len(source)
        if _is_kept_segment(marker, source[start + 2 : start + 14]):
            yield b"\xff" + bytes([marker]) + source[start:end]
        at = end
    yield b"\xff\xd9"


def _is_kept_segment(marker: int, name: bytes) -> bool:
    """Keep what decoding needs: tables, frames, scans, JFIF, the colour profile, Adobe's colour transform."""
    if marker == 0xFE:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    return (marker, name[:5]) in {(0xE0, b"JFIF\x00"), (0xEE, b"Adobe")} or (
        marker == 0xE2 and name == b"ICC_PROFILE\x00"
    )


def _png(source: bytes, orientation: int) -> Iterator[bytes]:
    yield source[:8]
    for kind, chunk in _png_chunks(source):
        if kind in _PNG_KEPT:
            yield chunk
        if kind == b"IHDR" and orientation != 1:
            body = b"eXIf" + _minimal_exif(orientation)
            yield (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        if kind == b"IEND":
            return


def _png_chunks(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(source):
        end = at + 12 + int.from_bytes(source[at : at + 4], "big")
        yield source[at + 4 : at + 8], source[at:end]
        at = end


def _webp(source: bytes, orientation: int) -> Iterator[bytes]:
    kept = [(kind, chunk) for kind, chunk in _webp_chunks(source) if kind in _WEBP_KEPT]
    is_extended = kept[:1] != [] and kept[0][0] == b"VP8X"
    body = b"".join(_webp_flags(chunk, orientation) if kind == b"VP8X" else chunk for kind, chunk in kept)
    if is_extended and orientation != 1:
        exif = _minimal_exif(orientation)
        body += b"EXIF" + len(exif).to_bytes(4, "little") + exif + b"\x00" * (len(exif) % 2)
    yield b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _webp_chunks(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(source), int.from_bytes(source[4:8], "little") + 8)
    while at + 8 <= end:
        size = int.from_bytes(source[at + 4 : at + 8], "little")
        following = at + 8 + size + size % 2
        yield source[at : at + 4], source[at:following]
        at = following


def _webp_flags(chunk: bytes, orientation: int) -> bytes:
    """Clear the EXIF and XMP flags of the header chunk; EXIF's stays when the turn is written back."""
    flags = chunk[8] & ~0x0C | (0x08 if orientation != 1 else 0)
    return chunk[:8] + bytes([flags]) + chunk[9:]


def _gif(source: bytes, orientation: int) -> Iterator[bytes]:
    del orientation  # GIF has none
    at = 13 + _gif_table(source[10])
    yield source[:at]
    while at < len(source) and source[at] != 0x3B:
        start, label = at, source[at : at + 2]
        if source[at] == 0x2C:
            at = _after_sub_blocks(source, at + 11 + _gif_table(source[at + 9]))
        elif source[at] == 0x21:
            at = _after_sub_blocks(source, at + 2)
        else:
            raise FileDamaged(cause="unknown GIF block")
        is_note = label in {b"\x21\xfe", b"\x21\x01"} or (
            label == b"\x21\xff" and source[start + 3 : start + 14] not in _GIF_KEPT_APPLICATIONS
        )
        if not is_note:
            yield source[start:at]
    yield b"\x3b"


def _gif_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_sub_blocks(source: bytes, at: int) -> int:
    while at < len(source) and source[at]:
        at += source[at] + 1
    return at + 1


def _bmp(source: bytes, orientation: int) -> Iterator[bytes]:
    del orientation  # BMP holds no metadata
    yield source[: int.from_bytes(source[2:6], "little") or None]


def _encode_anew(job: StripJob) -> None:
    """Write TIFF (lossless) or AVIF (quality 95) from the decoded frames, upright, with the colour profile alone."""
    with pixels.opened(job.source, pillow=job.pillow) as picture:
        profile = picture.info.get("icc_profile")
        first, *more = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
    options = {"compression": "tiff_adobe_deflate"} if job.pillow == "TIFF" else {"quality": 95}
    first.save(job.out, job.pillow, icc_profile=profile, save_all=bool(more), append_images=more, **options)


def _bare(frame: Image.Image) -> Image.Image:
    frame.load()
    turned = pixels.upright(frame.copy(), orientation=pixels.orientation_of(frame))
    turned.info = {}
    return turned


_CLEANERS = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "GIF": _gif, "BMP": _bmp}
