"""The type of a file is told from its bytes."""

import pytest

from contenthub.library.imaging.kinds import claimed_by, extension_of, sniff
from contenthub.library.values import AssetKind
from tests.hostile_files import ELF, HEIC, HTML, MP4, PDF, SVG, ZIP, picture_bytes

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")


class TestSniff:
    @pytest.mark.parametrize("pillow", FORMATS)
    def test_knows_pictures_and_their_decoder(self, pillow):
        found = sniff(picture_bytes(pillow))

        assert found is not None
        assert (found.pillow, found.kind) == (pillow, AssetKind.IMAGE)

    @pytest.mark.parametrize(
        ("head", "name"),
        [
            (PDF, "pdf"),
            (MP4, "mp4"),
            (b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ", "mov"),
            (b"\x1a\x45\xdf\xa3" + bytes(40), "webm"),
            (HEIC, "heic"),
            (SVG, "svg"),
            (b"\xef\xbb\xbf  <!-- drawn --><SVG>", "svg"),
            (HTML, "html"),
            (b"<?xml version='1.0'?><note/>", "xml"),
            (ELF, "program"),
            (ZIP, "archive"),
        ],
    )
    def test_recognises_without_taking(self, head, name):
        found = sniff(head)

        assert found is not None
        assert (found.name, found.pillow) == (name, None)

    @pytest.mark.parametrize("head", [b"", b"B", b"BM", b"BM and some words", b"RIFF", bytes(100), b"plain words"])
    def test_says_nothing_about_what_it_does_not_know(self, head):
        assert sniff(head) is None


def test_a_name_claims_its_type_in_any_case():
    claimed = claimed_by("IMG_0001.JPG")

    assert claimed is not None
    assert claimed.name == "jpeg"


def test_a_media_type_has_its_usual_extension():
    assert extension_of("image/jpeg") == ".jpg"
