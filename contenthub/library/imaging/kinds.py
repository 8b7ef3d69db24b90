"""What a file is, told from its first bytes and never from its name."""

from dataclasses import dataclass
from pathlib import PurePath

from contenthub.library.values import AssetKind

HEAD = 4096


@dataclass(frozen=True, kw_only=True)
class FileType:
    """A kind of file; only with `pillow` (the decoder's name) is it taken."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    kind: AssetKind | None = None
    pillow: str | None = None


def _image(name: str, *extensions: str) -> FileType:
    return FileType(
        name=name, media_type=f"image/{name}", extensions=extensions, kind=AssetKind.IMAGE, pillow=name.upper()
    )


def _refused(name: str, media_type: str, *extensions: str, kind: AssetKind | None = None) -> FileType:
    return FileType(name=name, media_type=media_type, extensions=extensions, kind=kind)


_TYPES = (
    _image("jpeg", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    _image("png", ".png", ".apng"),
    _image("gif", ".gif"),
    _image("webp", ".webp"),
    _image("avif", ".avif"),
    _image("tiff", ".tif", ".tiff"),
    _image("bmp", ".bmp", ".dib"),
    _refused("heic", "image/heic", ".heic", ".heif", kind=AssetKind.IMAGE),
    _refused("svg", "image/svg+xml", ".svg", kind=AssetKind.IMAGE),
    _refused("photoshop", "image/vnd.adobe.photoshop", ".psd", kind=AssetKind.IMAGE),
    _refused("icon", "image/x-icon", ".ico", kind=AssetKind.IMAGE),
    _refused("jpeg-xl", "image/jxl", ".jxl", kind=AssetKind.IMAGE),
    _refused("pdf", "application/pdf", ".pdf", kind=AssetKind.DOCUMENT),
    _refused("mp4", "video/mp4", ".mp4", ".m4v", kind=AssetKind.VIDEO),
    _refused("mov", "video/quicktime", ".mov", kind=AssetKind.VIDEO),
    _refused("webm", "video/webm", ".webm", ".mkv", kind=AssetKind.VIDEO),
    _refused("postscript", "application/postscript", ".ps", ".eps"),
    _refused("html", "text/html", ".html", ".htm"),
    _refused("xml", "application/xml", ".xml"),
    _refused("script", "text/plain", ".sh", ".php", ".py", ".js"),
    _refused("program", "application/octet-stream", ".exe", ".dll", ".so", ".class"),
    _refused("archive", "application/zip", ".zip", ".rar", ".7z", ".gz", ".docx", ".xlsx", ".pptx", ".jar"),
    _refused("office", "application/x-ole-storage", ".doc", ".xls", ".ppt"),
)

BY_NAME = {kind.name: kind for kind in _TYPES}
_BY_EXTENSION = {extension: kind for kind in _TYPES for extension in kind.extensions}

_MAGIC = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"II+\x00", "tiff"),
    (0, b"MM\x00+", "tiff"),
    (0, b"8BPS", "photoshop"),
    (0, b"\x00\x00\x01\x00", "icon"),
    (0, b"\xff\x0a", "jpeg-xl"),
    (0, b"\x00\x00\x00\x0cJXL ", "jpeg-xl"),
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (0, b"%!PS", "postscript"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"PK\x03\x04", "archive"),
    (0, b"PK\x05\x06", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
)
_MARKUP = ((b"<svg", "svg"), (b"<!doctype html", "html"), (b"<html", "html"), (b"<script", "html"))
_TEXT = (*_MARKUP, (b"<?php", "script"), (b"#!", "script"))
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}


def sniff(head: bytes) -> FileType | None:
    """Return the type that the first bytes (up to `HEAD`) show, or None when they show none."""
    name = _by_magic(head) or _by_structure(head) or _by_text(head)
    return BY_NAME[name] if name else None


def claimed_by(file_name: str) -> FileType | None:
    """Return the type that a file's name claims, or None."""
    return _BY_EXTENSION.get(PurePath(file_name).suffix.lower())


def extension_of(media_type: str) -> str:
    """Return the usual extension, dot included, of a media type; empty when unknown."""
    return next((kind.extensions[0] for kind in _TYPES if kind.media_type == media_type), "")


def _by_magic(head: bytes) -> str | None:
    return next((name for offset, magic, name in _MAGIC if head[offset:].startswith(magic)), None)


def _by_structure(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    return "pdf" if b"%PDF-" in head[:1024] else None


def _by_brand(head: bytes) -> str:
    major = head[8:12]
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {major, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if brands & _HEIF_BRANDS:
        return "heic"
    return "mov" if major == b"qt  " else "mp4"


def _by_text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((name for magic, name in _TEXT if start.startswith(magic)), None)
    if found or not start.startswith((b"<?xml", b"<!--", b"<!doctype")):
        return found
    return next((name for magic, name in _MARKUP if magic in start), "xml")
