"""An original leaves the house with its pixels, and without its secrets."""

import io

import pytest
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from contenthub.library.imaging.renditions import stripped_copy
from tests.hostile_files import picture_bytes
from tests.library.imaging.looks import difference

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">XMP-SECRET</x:xmpmeta>'


@pytest.fixture
def scene():
    return Image.open(io.BytesIO(picture_bytes("PNG", size=(160, 120)))).convert("RGB")


@pytest.fixture
def strip(tmp_path, sandbox):
    """Return a function that strips some bytes and gives the bytes that are left."""

    def stripped(content):
        (tmp_path / "in").write_bytes(content)
        stripped_copy(tmp_path / "in", tmp_path / "out", sandbox=sandbox)
        return (tmp_path / "out").read_bytes()

    return stripped


def secret_exif(*, orientation=1):
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-SECRET"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "DATE-SECRET"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-SECRET"
    return exif


def saved(picture, pillow, **options):
    out = io.BytesIO()
    picture.save(out, pillow, **options)
    return out.getvalue()


def opened(content):
    return Image.open(io.BytesIO(content))


JPEG_KINDS = {
    "baseline": {},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_rows": 1},
    "finest": {"quality": 100, "subsampling": 0},
}


class TestJpeg:
    @pytest.mark.parametrize("options", JPEG_KINDS.values(), ids=JPEG_KINDS)
    def test_pixels_stay_and_secrets_go(self, scene, strip, options):
        content = saved(scene, "JPEG", exif=secret_exif(), xmp=XMP, comment=b"COMMENT-SECRET", **options)

        left = strip(content + b"TRAILER-SECRET")

        assert b"SECRET" not in left
        assert opened(left).tobytes() == opened(content).tobytes()

    def test_turn_and_colour_profile_stay(self, scene, strip):
        left = opened(strip(saved(scene, "JPEG", exif=secret_exif(orientation=6), icc_profile=PROFILE)))

        assert (dict(left.getexif()), left.info["icc_profile"]) == ({0x0112: 6}, PROFILE)

    def test_four_inks_stay(self, scene, strip):
        content = saved(scene.convert("CMYK"), "JPEG")

        assert opened(strip(content)).tobytes() == opened(content).tobytes()

    def test_photoshop_s_notes_go(self, scene, strip):
        content = saved(scene, "JPEG")
        notes = b"\xff\xed" + (2 + 22).to_bytes(2, "big") + b"Photoshop 3.0\x00SECRET!!"

        assert strip(content[:2] + notes + content[2:]) == strip(content)

    def test_a_second_picture_behind_the_first_goes(self, scene, strip):
        content = saved(scene, "MPO", save_all=True, append_images=[scene], exif=secret_exif())

        left = strip(content)

        assert (left.count(b"\xff\xd8\xff"), b"SECRET" in left) == (1, False)

    def test_stripping_again_changes_nothing(self, scene, strip):
        left = strip(saved(scene, "JPEG", exif=secret_exif(orientation=8)))

        assert strip(left) == left


class TestPng:
    def test_pixels_stay_and_secrets_go(self, scene, strip):
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", "TEXT-SECRET")
        notes.add_itxt("XML:com.adobe.xmp", "XMP-SECRET")
        content = saved(scene, "PNG", exif=secret_exif(), pnginfo=notes, icc_profile=PROFILE)

        left = strip(content + b"TRAILER-SECRET")

        assert b"SECRET" not in left
        assert opened(left).tobytes() == opened(content).tobytes()
        assert opened(left).info["icc_profile"] == PROFILE

    def test_the_turn_stays(self, scene, strip):
        left = opened(strip(saved(scene, "PNG", exif=secret_exif(orientation=6))))

        assert dict(left.getexif()) == {0x0112: 6}

    def test_an_animation_keeps_moving(self, scene, strip):
        content = saved(scene, "PNG", save_all=True, append_images=[scene.rotate(90)])

        assert opened(strip(content)).n_frames == 2


class TestWebp:
    @pytest.mark.parametrize("lossless", [True, False])
    def test_pixels_stay_and_secrets_go(self, scene, strip, lossless):
        content = saved(scene, "WEBP", lossless=lossless, exif=secret_exif(), xmp=XMP, icc_profile=PROFILE)

        left = strip(content)

        assert b"SECRET" not in left
        assert opened(left).tobytes() == opened(content).tobytes()
        assert opened(left).info["icc_profile"] == PROFILE

    def test_the_turn_stays(self, scene, strip):
        left = opened(strip(saved(scene, "WEBP", exif=secret_exif(orientation=6))))

        assert dict(left.getexif()) == {0x0112: 6}

    def test_an_animation_keeps_moving(self, scene, strip):
        content = saved(scene, "WEBP", save_all=True, append_images=[scene.rotate(90)], exif=secret_exif())

        assert (opened(strip(content)).n_frames, b"SECRET" in strip(content)) == (2, False)


class TestOthers:
    def test_gif_keeps_its_frames_and_loses_its_comment(self, scene, strip):
        frames = [scene, scene.rotate(90), scene.rotate(180)]
        content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0, comment=b"COMMENT-SECRET")

        left = strip(content)

        assert b"SECRET" not in left
        assert [frame.tobytes() for frame in ImageSequence.Iterator(opened(left))] == [
            frame.tobytes() for frame in ImageSequence.Iterator(opened(content))
        ]

    def test_bmp_loses_what_follows_it(self, scene, strip):
        content = saved(scene, "BMP")

        assert strip(content + b"TRAILER-SECRET") == content

    def test_tiff_keeps_its_pixels_and_pages(self, scene, strip):
        content = saved(scene, "TIFF", tiffinfo=secret_exif(), save_all=True, append_images=[scene.rotate(180)])

        left = strip(content)

        assert (b"SECRET" in left, opened(left).n_frames) == (False, 2)
        assert opened(left).tobytes() == opened(content).tobytes()

    def test_avif_is_encoded_anew_and_upright(self, scene, strip):
        content = saved(scene.transpose(Image.Transpose.ROTATE_90), "AVIF", exif=secret_exif(orientation=6), xmp=XMP)

        left = strip(content)

        assert b"SECRET" not in left
        assert difference(opened(left), scene) < 3
