"""Renditions are upright, sRGB, small, and say nothing about who took them where."""

import io

import pytest
from PIL import Image, ImageCms

from contenthub.library.imaging.errors import FileDamaged, FileDisguised, FileRefused
from contenthub.library.imaging.inside.pixels import upright
from contenthub.library.imaging.renditions import RECIPES, make_cover, make_renditions
from contenthub.library.imaging.values import Recipe
from contenthub.library.values import Preset
from tests.hostile_files import ELF, cut, picture_bytes
from tests.library.imaging.looks import difference, hash_distance, picture_at

UNDONE_BY = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


@pytest.fixture
def scene():
    """A picture that looks different from every side."""
    made = Image.open(io.BytesIO(picture_bytes("PNG", size=(640, 480)))).convert("RGB")
    made.paste("red", (0, 0, 220, 120))
    made.paste("navy", (500, 320, 640, 480))
    return made


@pytest.fixture
def render(tmp_path, sandbox):
    """Return a function that saves a picture, renders it and opens the largest rendition."""

    def largest(picture, name, **options):
        picture.save(tmp_path / name, **options)
        return picture_at(make_renditions(tmp_path / name, tmp_path, sandbox=sandbox).files[0].path)

    return largest


class TestSizes:
    def test_the_longest_edge_is_1600_800_and_320(self, write, tmp_path, sandbox):
        made = make_renditions(write("a.jpg", picture_bytes("JPEG", size=(2000, 3000))), tmp_path, sandbox=sandbox)

        sizes = {file.preset: picture_at(file.path).size for file in made.files}
        assert sizes == {Preset.FULL: (1067, 1600), Preset.PREVIEW: (533, 800), Preset.THUMB: (213, 320)}

    def test_each_is_told_as_it_lies_on_disk(self, write, tmp_path, sandbox):
        made = make_renditions(write("a.jpg", picture_bytes("JPEG", size=(900, 600))), tmp_path, sandbox=sandbox)

        told = [(file.width, file.height, file.bytes, file.media_type) for file in made.files]
        assert told == [(*picture_at(file.path).size, file.path.stat().st_size, "image/webp") for file in made.files]

    def test_a_small_picture_is_not_enlarged(self, write, tmp_path, sandbox):
        made = make_renditions(write("a.png", picture_bytes("PNG", size=(100, 50))), tmp_path, sandbox=sandbox)

        assert {(file.width, file.height) for file in made.files} == {(100, 50)}

    def test_a_very_slim_picture_keeps_a_pixel(self, write, tmp_path, sandbox):
        made = make_renditions(write("a.png", picture_bytes("PNG", size=(5000, 2))), tmp_path, sandbox=sandbox)

        assert [(file.width, file.height) for file in made.files] == [(1600, 1), (800, 1), (320, 1)]

    def test_a_changed_recipe_has_another_name(self):
        names = {recipe.name for recipe in (*RECIPES, Recipe(Preset.THUMB, edge=320, quality=81))}

        assert len(names) == 4


class TestOrientation:
    @pytest.mark.parametrize("pillow", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_every_turn_shows_the_same_picture(self, scene, render, pillow, orientation):
        exif = Image.Exif()
        exif[0x0112] = orientation
        turned = upright(scene, orientation=UNDONE_BY[orientation])
        options = {"tiffinfo": exif} if pillow == "TIFF" else {"exif": exif.tobytes()}

        made = render(turned, f"a.{pillow.lower()}", **options)

        assert hash_distance(made, scene) <= 4
        assert dict(made.getexif()) == {}


class TestColours:
    @pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "PA", "I;16", "I", "F"])
    def test_every_mode_keeps_its_brightness(self, scene, render, mode):
        made = render(_in_mode(scene, mode), "a.tif")

        assert made.mode == "RGB"
        assert difference(made.convert("L"), scene.convert("L")) < 14

    @pytest.mark.parametrize("mode", ["RGB", "CMYK", "YCbCr"])
    def test_jpeg_modes_keep_their_colours(self, scene, render, mode):
        assert difference(render(scene.convert(mode), "a.jpg"), scene) < 4

    def test_lab_keeps_its_colours(self, scene, render):
        lab = ImageCms.profileToProfile(
            scene, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )

        assert difference(render(lab, "a.tif"), scene) < 4

    def test_black_and_white_stays_so(self, scene, render):
        made = render(scene.convert("1", dither=Image.Dither.NONE), "a.png").convert("L")

        assert {value // 64 for _, value in made.getcolors(256) or []} >= {0, 3}

    def test_sixteen_bits_are_not_clipped_to_white(self, render):
        grey = Image.new("I;16", (50, 50), 0x8080)

        assert render(grey, "a.png").convert("L").getpixel((25, 25)) == pytest.approx(128, abs=2)

    def test_another_colour_space_is_brought_to_srgb(self, scene, render):
        swapped = Image.merge("RGB", scene.split()[::-1])

        made = render(swapped, "a.png", icc_profile=_swapping_profile())

        assert difference(made, swapped) > 20
        assert "icc_profile" not in made.info

    def test_a_broken_profile_is_ignored(self, scene, render):
        assert difference(render(scene, "a.png", icc_profile=b"nonsense"), scene) < 4

    def test_transparent_places_stay_transparent(self, render):
        made = render(Image.new("RGBA", (40, 40), (200, 0, 0, 0)), "a.png")

        assert made.convert("RGBA").getpixel((20, 20))[3] == 0

    def test_an_animation_gives_its_first_frame(self, render):
        frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]

        made = render(frames[0], "a.gif", save_all=True, append_images=frames[1:])

        assert difference(made, frames[0]) < 8
        assert getattr(made, "n_frames", 1) == 1

    def test_the_mean_colour_stands_in(self, write, tmp_path, sandbox):
        out = io.BytesIO()
        Image.new("RGB", (60, 60), "#c8402f").save(out, "PNG")

        assert make_renditions(write("a.png", out.getvalue()), tmp_path, sandbox=sandbox).colour == "#c8402f"


class TestSecrets:
    def test_nothing_about_place_and_camera_is_left(self, scene, tmp_path, sandbox):
        exif = Image.Exif()
        exif[0x010F] = "CAMERA-SECRET"
        exif.get_ifd(0x8825)[2] = (31.0, 13.0, 12.0)
        exif.get_ifd(0x8769)[0xA431] = "SERIAL-SECRET"
        scene.save(tmp_path / "a.jpg", exif=exif, comment=b"COMMENT-SECRET", xmp=b"<x>XMP-SECRET</x>")

        made = make_renditions(tmp_path / "a.jpg", tmp_path, sandbox=sandbox)

        assert [file for file in made.files if b"SECRET" in file.path.read_bytes()] == []
        assert [dict(picture_at(file.path).getexif()) for file in made.files] == [{}, {}, {}]


class TestRefusals:
    def test_a_picture_cut_short_is_refused(self, write, tmp_path, sandbox):
        with pytest.raises(FileDamaged):
            make_renditions(write("a.jpg", cut("JPEG", keep=0.5)), tmp_path, sandbox=sandbox)

    def test_a_program_is_refused(self, write, tmp_path, sandbox):
        with pytest.raises(FileRefused) as refused:
            make_renditions(write("a.jpg", ELF), tmp_path, sandbox=sandbox)

        assert not isinstance(refused.value, FileDisguised)


class TestCover:
    @pytest.mark.parametrize("size", [(2000, 300), (300, 2000), (100, 80), (40, 50)])
    def test_it_has_exactly_the_size_of_the_card(self, write, tmp_path, sandbox, size):
        make_cover(write("a.png", picture_bytes("PNG", size=size)), tmp_path / "cover.jpg", sandbox=sandbox)

        cover = picture_at(tmp_path / "cover.jpg")
        assert (cover.size, cover.format, cover.mode) == ((500, 400), "JPEG", "RGB")

    @pytest.mark.parametrize(("focal", "colour"), [((0.0, 0.5), (255, 0, 0)), ((1.0, 0.5), (0, 0, 255))])
    def test_it_is_cut_around_the_focal_point(self, tmp_path, sandbox, focal, colour):
        wide = Image.new("RGB", (1000, 200), "red")
        wide.paste("blue", (500, 0, 1000, 200))
        wide.save(tmp_path / "a.png")

        make_cover(tmp_path / "a.png", tmp_path / "cover.jpg", focal=focal, sandbox=sandbox)

        assert picture_at(tmp_path / "cover.jpg").getpixel((250, 200)) == pytest.approx(colour, abs=6)

    def test_transparent_places_become_white(self, tmp_path, sandbox):
        Image.new("RGBA", (500, 400), (0, 0, 0, 0)).save(tmp_path / "a.png")

        make_cover(tmp_path / "a.png", tmp_path / "cover.jpg", sandbox=sandbox)

        assert picture_at(tmp_path / "cover.jpg").getpixel((250, 200)) == pytest.approx((255, 255, 255), abs=2)


def _in_mode(picture, mode):
    grey = picture.convert("L")
    if mode in {"I", "I;16"}:
        wide = grey.convert("I").point(lambda value: value * 257)
        return wide if mode == "I" else wide.convert("I;16")
    if mode == "F":
        return grey.convert("F").point(lambda value: value * (1 / 255))
    return picture.convert(mode)


def _swapping_profile() -> bytes:
    """Return an sRGB profile whose red and blue primaries have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ", 128), profile.index(b"bXYZ", 128)
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile).replace(b"sRGB", b"oRGB").replace("sRGB".encode("utf-16-be"), "oRGB".encode("utf-16-be"))
