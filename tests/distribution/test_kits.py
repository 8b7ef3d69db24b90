"""Posters, QR codes and pictures of a share."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from contenthub.distribution.errors import ShareWithdrawn
from contenthub.distribution.models import Share
from tests.distribution.making import Launched, add_plan, publish
from tests.plans.making import image, text
from tests.uploads import uploaded


@pytest.fixture
def pictured(admin, sign_in):
    unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
    guide = sign_in("guide", name="李芳", unit=unit)
    content = publish(admin, text(), image(uploaded(admin, 5)))
    plan = add_plan(admin, unit=unit, content=content)
    admin.post(f"/plans/{plan}/launch")
    return Launched(admin, guide, unit, "", "", content, plan)


def poster(hub, code):
    with hub.services() as services, services.kits.open_poster(code) as reader:
        return reader.read()


def key_of(hub, code):
    with hub.services() as services:
        return services.work.session.scalar(select(Share.poster_key).where(Share.code == code))


class TestPoster:
    def test_it_is_made_when_the_share_is_made(self, launched, hub):
        assert key_of(hub, launched.share()["code"])

    def test_it_is_a_picture_for_a_phone(self, launched, hub):
        with Image.open(io.BytesIO(poster(hub, launched.share()["code"]))) as picture:
            assert (picture.format, picture.width) == ("PNG", 1080)

    def test_it_is_made_again_when_it_was_lost(self, launched, hub):
        code = launched.share()["code"]
        first = poster(hub, code)
        hub.engines.blobs.delete(key_of(hub, code))

        assert poster(hub, code) == first

    def test_another_name_is_another_poster(self, launched, hub):
        code = launched.share()["code"]
        before = key_of(hub, code)
        launched.hq.patch(f"/people/{launched.guide.person}", {"name": "李芳芳"})
        poster(hub, code)

        assert key_of(hub, code) != before

    def test_not_of_a_withdrawn_share(self, launched, hub):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")

        with pytest.raises(ShareWithdrawn):
            poster(hub, code)


class TestQr:
    def test_it_is_an_svg(self, launched, hub):
        with hub.services() as services:
            assert services.kits.qr_svg(launched.share()["code"]).startswith("<svg")


class TestZip:
    def test_pictures_are_jpegs(self, pictured):
        answer = pictured.guide.get(f"/shares/{pictured.share()['code']}/kit.zip")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
        with Image.open(io.BytesIO(archive.read("picture-1.jpg"))) as picture:
            shape = (picture.format, picture.size)

        assert shape == ("JPEG", (37, 24))
