"""Files that want to do harm, and files that are merely broken, each with the reason it must be refused with."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from PIL import Image


@dataclass(frozen=True)
class Hostile:
    """A file as uploaded, and the reason code(s) that are right for it."""

    file_name: str
    make: Callable[[], bytes]
    reasons: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name for the test report."""
        return f"{self.file_name} {self.reasons[0]}"


@cache
def picture_bytes(pillow: str = "JPEG", *, size: tuple[int, int] = (320, 240), mode: str = "RGB") -> bytes:
    """Make a sound picture with some texture in it."""
    out = io.BytesIO()
    gradient = Image.merge(
        "RGB", (Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90))
    )
    gradient.resize(size).convert(mode).save(out, pillow)
    return out.getvalue()


def cut(pillow: str, *, keep: float) -> bytes:
    """Keep only the first part of a sound picture."""
    whole = picture_bytes(pillow)
    return whole[: int(len(whole) * keep)]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Make one PNG chunk with a right checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, depth: int = 8, colour: int = 0, data: bytes = b"", extra: bytes = b"") -> bytes:
    """Make a PNG of any claimed size around any image data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header), extra, png_chunk(b"IDAT", data), png_chunk(b"IEND", b""))
    )


@cache
def png_bomb() -> bytes:
    """Make a whole PNG of 144 megapixels in some 18 kB."""
    rows = zlib.compress(bytes(12000 * (1 + 12000 // 8)), 9)
    return png(12000, 12000, depth=1, data=rows)


def png_text_bomb() -> bytes:
    """Make a tiny PNG whose comment unpacks to 64 MB."""
    comment = png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(64 * 1024 * 1024)))
    return png(1, 1, data=zlib.compress(b"\x00\x00"), extra=comment)


def png_broken_checksum() -> bytes:
    """Flip a bit in the header's checksum."""
    whole = bytearray(picture_bytes("PNG"))
    whole[29] ^= 1
    return bytes(whole)


def jpeg_claiming(width: int, height: int) -> bytes:
    """Overwrite the size in a JPEG's frame header."""
    whole = bytearray(picture_bytes("JPEG"))
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def gif_claiming(width: int, height: int, *, frames: int = 1, frame_size: tuple[int, int] = (1, 1)) -> bytes:
    """Make a GIF with any canvas and any number of frames that take 20 bytes each."""
    frame = b"\x2c\x00\x00\x00\x00" + struct.pack("<HH", *frame_size) + b"\x00\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\x00\x00" + bytes(6) + frame * frames + b";"


def webp_claiming(width: int, height: int) -> bytes:
    """Make a WebP whose header promises a canvas that does not come."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_lossless_claiming(width: int, height: int) -> bytes:
    """Make a lossless WebP header with any size."""
    bits = (width - 1) | (height - 1) << 14
    body = b"WEBPVP8L" + struct.pack("<I", 10) + b"\x2f" + struct.pack("<I", bits) + bytes(5)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp_claiming(width: int, height: int) -> bytes:
    """Make a BMP header with any size."""
    return (
        b"BM"
        + struct.pack("<IHHI", 58, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 4, 0, 0, 0, 0)
        + bytes(4)
    )


def tiff_claiming(width: int, height: int) -> bytes:
    """Make a TIFF directory with any size and next to no pixels."""
    tags = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 4))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\x00\x0c\x00\x00\x00\x00\x00\x00\x00" + struct.pack("<H", len(tags)) + entries + bytes(4)


def avif_claiming(width: int, height: int) -> bytes:
    """Overwrite the size in an AVIF's properties."""
    whole = picture_bytes("AVIF")
    at = whole.index(b"ispe") + 8
    return whole[:at] + struct.pack(">II", width, height) + whole[at + 8 :]


def endless_jpeg(*, edge: int = 4000, scans: int = 3000) -> bytes:
    """Make a small progressive JPEG that repeats its last scan so often that decoding takes minutes."""
    out = io.BytesIO()
    Image.new("L", (edge, edge), 128).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * scans + b"\xff\xd9"


def _fixed(content: bytes) -> Callable[[], bytes]:
    return lambda: content


ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
ZIP = b"PK\x03\x04" + bytes(100)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\n"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + bytes(100)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
DAMAGED = ("file-damaged", "file-truncated")
TOO_MANY = ("pixels-too-many",)

HOSTILE = (
    Hostile("empty.jpg", _fixed(b""), ("file-empty",)),
    Hostile("one-byte.png", _fixed(b"\x89"), ("file-type-unknown",)),
    Hostile("zeros.jpg", _fixed(bytes(5000)), ("file-type-unknown",)),
    Hostile("words.png", _fixed(b"just some words\n" * 20), ("file-type-unknown",)),
    Hostile("program.jpg", _fixed(ELF), ("file-disguised",)),
    Hostile("windows.png", _fixed(b"MZ\x90\x00" + bytes(200)), ("file-disguised",)),
    Hostile("page.jpg", _fixed(HTML), ("file-disguised",)),
    Hostile("drawing.png", _fixed(SVG), ("file-disguised",)),
    Hostile("shell.gif", _fixed(b"#!/bin/sh\nid\n"), ("file-disguised",)),
    Hostile("script.webp", _fixed(b"<?php system($_GET['c']); ?>"), ("file-disguised",)),
    Hostile("archive.jpg", _fixed(ZIP), ("file-disguised",)),
    Hostile("paper.jpg", _fixed(PDF), ("file-disguised",)),
    Hostile("drawing.svg", _fixed(SVG), ("unsupported-type",)),
    Hostile("page.html", _fixed(HTML), ("unsupported-type",)),
    Hostile("paper.pdf", _fixed(PDF), ("unsupported-type",)),
    Hostile("film.mp4", _fixed(MP4), ("unsupported-type",)),
    Hostile("phone.heic", _fixed(HEIC), ("unsupported-type",)),
    Hostile("archive.zip", _fixed(ZIP), ("unsupported-type",)),
    Hostile("half.jpg", partial(cut, "JPEG", keep=0.5), ("file-truncated",)),
    Hostile("header-only.jpg", partial(cut, "JPEG", keep=0.02), ("file-truncated",)),
    Hostile("half.png", partial(cut, "PNG", keep=0.5), ("file-truncated",)),
    Hostile("header-only.png", partial(cut, "PNG", keep=0.01), ("file-truncated",)),
    Hostile("half.gif", partial(cut, "GIF", keep=0.5), ("file-truncated",)),
    Hostile("half.webp", partial(cut, "WEBP", keep=0.5), ("file-truncated",)),
    Hostile("half.bmp", partial(cut, "BMP", keep=0.5), ("file-truncated",)),
    Hostile("half.tiff", partial(cut, "TIFF", keep=0.5), DAMAGED),
    Hostile("half.avif", partial(cut, "AVIF", keep=0.5), ("file-truncated",)),
    Hostile("junk.jpg", _fixed(b"\xff\xd8\xff\xe0" + b"\x13\x37" * 500 + b"\xff\xd9"), DAMAGED),
    Hostile("junk.gif", _fixed(b"GIF89a/*" + b"=alert(1);/*" * 20 + b"*/"), DAMAGED),
    Hostile("no-frames.gif", _fixed(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), DAMAGED),
    Hostile("checksum.png", png_broken_checksum, DAMAGED),
    Hostile("no-size.png", partial(png, 0, 0), DAMAGED),
    Hostile("no-data.png", partial(png, 8, 8, data=b"not zlib"), DAMAGED),
    Hostile("text-bomb.png", png_text_bomb, DAMAGED),
    Hostile("bomb.png", png_bomb, TOO_MANY),
    Hostile("50k.png", partial(png, 50_000, 50_000), TOO_MANY),
    Hostile("4-gigapixels.png", partial(png, 2**31 - 1, 2), TOO_MANY),
    Hostile("50k.jpg", partial(jpeg_claiming, 50_000, 50_000), TOO_MANY),
    Hostile("65k.gif", partial(gif_claiming, 65_535, 65_535), TOO_MANY),
    Hostile("large-frame.gif", partial(gif_claiming, 1, 1, frame_size=(65_535, 65_535)), TOO_MANY),
    Hostile("many-frames.gif", partial(gif_claiming, 1000, 1000, frames=2000), TOO_MANY),
    Hostile("16k.webp", partial(webp_claiming, 16_384, 16_384), TOO_MANY),
    Hostile("16k-lossless.webp", partial(webp_lossless_claiming, 16_384, 16_384), TOO_MANY),
    Hostile("50k.bmp", partial(bmp_claiming, 50_000, 50_000), TOO_MANY),
    Hostile("50k.tiff", partial(tiff_claiming, 50_000, 50_000), TOO_MANY),
    Hostile("50k.avif", partial(avif_claiming, 50_000, 50_000), (*TOO_MANY, *DAMAGED)),
)
