"""The bytes of assets: ranges, ETags, safe headers, and no location for guides."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from contenthub.library.models import Asset, Rendition
from contenthub.library.values import AssetState
from tests.uploads import picture, upload, uploaded


@pytest.fixture
def asset(marketer) -> str:
    return uploaded(marketer, name="法式 连衣裙.jpg")


@pytest.fixture
def unmade(hub, asset) -> str:
    """An asset whose renditions are still being made."""
    with hub.services() as services, services.work:
        services.work.session.query(Rendition).delete()
        services.work.session.get(Asset, asset).state = AssetState.PROCESSING
    return asset


def photo_with_location() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


class TestContent:
    def test_hq_gets_the_file_as_it_came(self, marketer, asset):
        assert marketer.get(f"/assets/{asset}/content").data == picture()

    def test_headers_make_it_harmless(self, marketer, asset):
        headers = marketer.get(f"/assets/{asset}/content").headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert headers["Content-Disposition"].startswith("attachment")

    def test_the_name_survives_in_any_language(self, marketer, asset):
        disposition = marketer.get(f"/assets/{asset}/content").headers["Content-Disposition"]

        assert disposition.endswith("filename*=UTF-8''%E6%B3%95%E5%BC%8F%20%E8%BF%9E%E8%A1%A3%E8%A3%99.jpg")

    def test_a_name_that_lies_gets_the_right_extension(self, marketer):
        asset = upload(marketer, picture(2), name="x.html").json["id"]

        assert 'filename="x.jpg"' in marketer.get(f"/assets/{asset}/content").headers["Content-Disposition"]

    def test_a_guide_gets_a_copy_without_location(self, marketer, guide):
        asset = upload(marketer, photo_with_location()).json["id"]
        copy = Image.open(io.BytesIO(guide.get(f"/assets/{asset}/content").data))

        assert (dict(copy.getexif().get_ifd(0x8825)), copy.size) == ({}, (40, 30))

    def test_hq_keeps_the_location(self, marketer):
        asset = upload(marketer, photo_with_location()).json["id"]
        file = Image.open(io.BytesIO(marketer.get(f"/assets/{asset}/content").data))

        assert file.getexif().get_ifd(0x8825)[1] == "N"

    @pytest.mark.parametrize(
        ("asked", "status", "part"),
        [
            ("bytes=0-9", 206, slice(0, 10)),
            ("bytes=10-", 206, slice(10, None)),
            ("bytes=-5", 206, slice(-5, None)),
            ("bytes=-999999", 206, slice(None)),
            ("bytes=0-1,4-5", 200, slice(None)),
            ("lines=0-1", 200, slice(None)),
        ],
    )
    def test_a_range_is_a_part(self, marketer, asset, asked, status, part):
        answer = marketer.get(f"/assets/{asset}/content", headers={"Range": asked})

        assert (answer.status_code, answer.data) == (status, picture()[part])

    def test_a_part_says_which(self, marketer, asset):
        answer = marketer.get(f"/assets/{asset}/content", headers={"Range": "bytes=5-9"})

        assert answer.headers["Content-Range"] == f"bytes 5-9/{len(picture())}"

    def test_a_range_beyond_the_end_cannot_be_met(self, marketer, asset):
        answer = marketer.get(f"/assets/{asset}/content", headers={"Range": "bytes=999999-"})

        assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(picture())}")

    def test_a_part_of_other_bytes_is_the_whole(self, marketer, asset):
        answer = marketer.get(f"/assets/{asset}/content", headers={"Range": "bytes=0-9", "If-Range": '"other"'})

        assert answer.status_code == 200

    def test_the_known_bytes_are_not_sent_again(self, marketer, asset):
        etag = marketer.get(f"/assets/{asset}/content").headers["ETag"]
        answer = marketer.get(f"/assets/{asset}/content", headers={"If-None-Match": etag})

        assert (answer.status_code, answer.data) == (304, b"")

    def test_head_is_headers_alone(self, marketer, asset):
        answer = marketer.call("HEAD", f"/assets/{asset}/content")

        assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (200, str(len(picture())), b"")

    def test_a_store_that_can_is_sent_to(self, marketer, asset, hub, monkeypatch):
        def url(key, *, expires, filename, media_type):
            return f"https://store.example.com/{key}?for={expires // timedelta(minutes=1)}&as={filename}"

        monkeypatch.setattr(hub.engines.blobs, "url", url)
        answer = marketer.get(f"/assets/{asset}/content")

        assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")


class TestRenditions:
    @pytest.mark.parametrize("preset", ["thumb", "preview", "full"])
    def test_a_rendition_is_a_picture(self, guide, asset, preset):
        answer = guide.get(f"/assets/{asset}/renditions/{preset}")

        assert (answer.status_code, answer.mimetype) == (200, "image/webp")

    def test_a_browser_may_keep_it_for_itself(self, guide, asset):
        answer = guide.get(f"/assets/{asset}/renditions/thumb")

        assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("private, max-age=2592000", True)

    def test_what_is_not_made_yet_says_when_to_come_back(self, marketer, unmade):
        answer = marketer.get(f"/assets/{unmade}/renditions/thumb")

        assert (answer.status_code, answer.headers["Retry-After"]) == (404, "2")

    def test_an_unknown_preset_is_not_found(self, guide, asset):
        assert guide.get(f"/assets/{asset}/renditions/huge").status_code == 404

    def test_a_location_is_in_no_rendition(self, marketer):
        asset = upload(marketer, photo_with_location()).json["id"]
        made = Image.open(io.BytesIO(marketer.get(f"/assets/{asset}/renditions/full").data))

        assert dict(made.getexif()) == {}
