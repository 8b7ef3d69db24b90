"""POST /assets: what comes in, what is refused, and that nothing stays of a refusal."""

import pytest

from tests.hostile_files import HOSTILE, Hostile, picture_bytes
from tests.uploads import picture, upload, uploaded

STATUS = {"file-too-large": 413, "file-type-unknown": 415, "file-disguised": 415, "unsupported-type": 415}


@pytest.fixture
def stored(hub, settings):
    """Return what is stored: keys of blobs, files under way."""

    def look() -> list[str]:
        return [info.key for info in hub.engines.blobs.list()] + [str(path) for path in settings.incoming.glob("*")]

    return look


class TestAccepted:
    def test_the_answer_is_the_asset(self, marketer):
        answer = upload(marketer, title="法式连衣裙", tags="连衣裙,夏季")
        wanted = ("title", "kind", "media_type", "width", "height", "tags", "duplicate")

        assert answer.status_code == 201
        assert [answer.json[key] for key in wanted] == [
            "法式连衣裙", "image", "image/jpeg", 32, 24, ["连衣裙", "夏季"], False,
        ]  # fmt: skip

    def test_renditions_have_addresses(self, marketer):
        renditions = upload(marketer).json["renditions"]

        assert [marketer.http.get(url, headers=bearer(marketer)).status_code for url in renditions.values()] == [
            200
        ] * 3

    def test_the_hash_and_size_are_those_of_the_bytes(self, marketer):
        answer = upload(marketer, picture(1))

        assert (answer.json["bytes"], len(answer.json["sha256"])) == (len(picture(1)), 64)

    def test_without_a_title_the_file_name_serves(self, marketer):
        assert upload(marketer, name="夏天_海边.jpg").json["title"] == "夏天 海边"

    def test_the_same_bytes_again_are_a_duplicate(self, marketer):
        first = upload(marketer, tags="夏季")
        again = upload(marketer, name="别名.jpg", tags="新品")

        assert (again.status_code, again.json["duplicate"], again.json["id"]) == (200, True, first.json["id"])
        assert again.json["tags"] == ["夏季", "新品"]

    def test_a_duplicate_in_the_trash_is_restored_and_says_so(self, marketer):
        asset = uploaded(marketer)
        marketer.delete(f"/assets/{asset}")
        again = upload(marketer)

        assert (again.status_code, again.json["restored"]) == (200, True)

    def test_the_bytes_decide_not_the_name(self, marketer):
        answer = upload(marketer, picture_bytes("PNG"), name="其实是.jpg")

        assert (answer.status_code, answer.json["media_type"]) == (201, "image/png")

    def test_a_product_may_be_named(self, marketer):
        body = {"sku": "D-1", "name": "裙", "price": 1, "url": "https://shop.example.com"}
        product = marketer.post("/products", body).json["id"]

        assert upload(marketer, product=product).json["product"] == product

    def test_tags_may_come_in_several_fields(self, marketer):
        assert upload(marketer, tags=["夏季", "新品，海边"]).json["tags"] == ["夏季", "新品", "海边"]

    def test_no_file_stays_under_way(self, marketer, settings):
        upload(marketer)

        assert list(settings.incoming.iterdir()) == []

    def test_the_same_key_gets_the_same_answer(self, marketer):
        first = upload(marketer, key="k")
        again = upload(marketer, key="k")

        assert (again.status_code, again.json["id"]) == (201, first.json["id"])

    def test_the_same_key_with_another_file_is_refused(self, marketer):
        upload(marketer, key="k")

        assert upload(marketer, picture(1), key="k").status_code == 409


class TestRefused:
    @pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.id)
    def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(self, marketer, stored, hostile: Hostile):
        answer = upload(marketer, hostile.make(), name=hostile.file_name)
        reason = answer.json["reason"]

        assert (reason in hostile.reasons, answer.status_code) == (True, STATUS.get(reason, 422)), reason
        assert (stored(), marketer.get("/assets").json["total"]) == ([], 0)

    def test_the_service_is_well_after_a_bomb(self, marketer):
        upload(marketer, next(hostile for hostile in HOSTILE if hostile.file_name == "bomb.png").make())

        assert upload(marketer).status_code == 201

    def test_the_sentence_is_for_people(self, marketer):
        assert "空" in upload(marketer, b"", name="空.jpg").json["detail"]

    def test_a_missing_file_is_a_wrong_field(self, marketer):
        answer = marketer.call("POST", "/assets", data={"title": "x"}, content_type="multipart/form-data")

        assert (answer.status_code, answer.json["errors"]) == (422, [{"field": "file", "reason": "required"}])

    def test_json_instead_of_a_form_is_a_missing_file(self, marketer):
        assert marketer.post("/assets", {"file": "x"}).status_code == 422

    def test_an_unknown_product_is_a_wrong_field(self, marketer, stored):
        answer = upload(marketer, product="nobody")

        assert (answer.status_code, answer.json["errors"], stored()) == (
            422,
            [{"field": "product", "reason": "unknown"}],
            [],
        )

    def test_a_file_over_the_limit_is_too_large(self, sign_in, hub, monkeypatch, stored):
        monkeypatch.setitem(hub.settings.__dict__, "max_upload_mb", 1)
        answer = upload(sign_in("marketer"), bytes(1024 * 1024 + 1))

        assert (answer.status_code, answer.json["reason"], stored()) == (413, "file-too-large", [])

    def test_a_request_over_the_limit_is_not_even_read(self, marketer, hub, monkeypatch):
        monkeypatch.setitem(hub.settings.__dict__, "max_upload_mb", 0)
        answer = upload(marketer, bytes(1024 * 1024))

        assert (answer.status_code, answer.json["reason"]) == (413, "file-too-large")

    def test_an_upload_cut_short_leaves_nothing(self, marketer, stored):
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        answer = marketer.call("POST", "/assets", data=head + picture(), content_type="multipart/form-data; boundary=x")

        assert (answer.status_code, stored()) == (422, [])

    def test_a_guide_may_not_add(self, guide):
        assert upload(guide).status_code == 403

    def test_a_manager_may_not_add(self, sign_in):
        assert upload(sign_in("manager")).status_code == 403

    def test_a_stranger_may_not_add(self, stranger):
        assert upload(stranger).status_code == 401


def bearer(api):
    return {"Authorization": f"Bearer {api.token}"}
