"""The gate lets sound pictures in and turns everything else away with a reason."""

import pytest
from PIL import Image

from contenthub.library.imaging.errors import FileRefused, FileTooLarge, PixelsTooMany
from contenthub.library.imaging.gate import inspect
from contenthub.library.values import AssetKind
from tests.hostile_files import HOSTILE, picture_bytes
from tests.library.imaging.test_kinds import FORMATS


class TestInspect:
    @pytest.mark.parametrize("pillow", FORMATS)
    def test_tells_type_and_size(self, write, sandbox, pillow):
        seen = inspect(write("a", picture_bytes(pillow, size=(64, 48))), sandbox=sandbox)

        assert (seen.kind, seen.media_type) == (AssetKind.IMAGE, f"image/{pillow.lower()}")
        assert (seen.width, seen.height, seen.frames, seen.orientation) == (64, 48, 1, 1)

    def test_takes_a_picture_for_what_it_is_whatever_its_name(self, write, sandbox):
        seen = inspect(write("a", picture_bytes("JPEG")), name="holiday.png", sandbox=sandbox)

        assert (seen.media_type, seen.extension) == ("image/jpeg", ".jpg")

    def test_counts_frames(self, tmp_path, sandbox):
        frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
        frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])

        assert inspect(tmp_path / "a.gif", sandbox=sandbox).frames == 3

    def test_gives_the_size_of_the_upright_picture(self, tmp_path, sandbox):
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (40, 20)).save(tmp_path / "a.jpg", exif=exif)

        seen = inspect(tmp_path / "a.jpg", sandbox=sandbox)

        assert (seen.width, seen.height, seen.orientation) == (20, 40, 6)

    def test_refuses_more_bytes_than_allowed(self, write):
        path = write("a.jpg", picture_bytes("JPEG"))

        with pytest.raises(FileTooLarge) as refused:
            inspect(path, max_bytes=100)

        assert refused.value.facts == {"bytes": path.stat().st_size, "limit": 100}

    def test_says_how_many_pixels_are_too_many(self, write, sandbox):
        with pytest.raises(PixelsTooMany) as refused:
            inspect(write("a.png", picture_bytes("PNG", size=(200, 100))), max_pixels=19_999, sandbox=sandbox)

        assert refused.value.facts == {"width": 200, "height": 100, "frames": 1, "limit": 19_999}

    def test_takes_exactly_as_many_pixels_as_allowed(self, write, sandbox):
        seen = inspect(write("a.png", picture_bytes("PNG", size=(200, 100))), max_pixels=20_000, sandbox=sandbox)

        assert seen.width * seen.height == 20_000


class TestHostileFiles:
    @pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.id)
    def test_each_is_refused_for_its_own_reason(self, write, sandbox, hostile):
        path = write("upload", hostile.make())

        with pytest.raises(FileRefused) as refused:
            inspect(path, name=hostile.file_name, sandbox=sandbox)

        assert refused.value.slug in hostile.reasons
        assert str(path) not in str(refused.value)

    def test_a_file_ending_anywhere_never_gets_past_as_something_else(self, write, sandbox):
        whole = picture_bytes("PNG", size=(40, 30))

        reasons = {_reason(write("a.png", whole[:size]), sandbox=sandbox) for size in range(40, len(whole) - 20, 7)}

        assert reasons == {"file-truncated"}


def _reason(path, *, sandbox):
    try:
        inspect(path, sandbox=sandbox)
    except FileRefused as refused:
        return refused.slug
    return "accepted"
