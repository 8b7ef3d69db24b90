"""Intake: bytes stored once, by one at a time, and nothing after a refusal."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contenthub.accounts.values import Actor, Role
from contenthub.hub import Hub
from contenthub.kernel.errors import NotAllowed
from contenthub.library.errors import AssetInvalid
from contenthub.library.imaging.errors import FileTooLarge, FileTruncated
from contenthub.library.intake import Admission, IncomingFile
from contenthub.library.models import Asset
from contenthub.library.values import AssetState
from tests.hostile_files import cut
from tests.uploads import picture

GUIDE = Actor("guide", Role.GUIDE, "unit", "/unit/")


def admit(hub: Hub, path: Path, *, actor: Actor | None = None, **fields) -> Admission:
    with hub.services(actor) as services:
        return services.intake.add_file(IncomingFile.read(path), **fields)


def count(hub: Hub) -> int:
    with hub.services() as services:
        return services.work.session.scalar(select(func.count()).select_from(Asset))


def blobs(hub: Hub) -> list[str]:
    return [info.key for info in hub.engines.blobs.list()]


@pytest.fixture
def photo(tmp_path) -> Path:
    path = tmp_path / "夏天_海边.jpg"
    path.write_bytes(picture())
    return path


def test_a_photo_becomes_an_asset_named_after_its_file(hub, photo):
    assert admit(hub, photo).asset.title == "夏天 海边"


def test_the_same_bytes_are_one_asset(hub, photo):
    first = admit(hub, photo)
    second = admit(hub, photo)

    assert (second.is_duplicate, second.asset.id, count(hub)) == (True, first.asset.id, 1)


def test_the_same_bytes_at_the_same_time_are_one_asset(hub, photo):
    start = threading.Barrier(4)

    def go(_number: int) -> bool:
        start.wait()
        return admit(hub, photo).is_duplicate

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(go, range(4)))

    assert (sorted(outcomes), count(hub)) == ([False, True, True, True], 1)


def test_tags_of_a_duplicate_are_merged(hub, photo):
    admit(hub, photo, tags=["夏季，新品"])
    again = admit(hub, photo, tags=["新品,海边"])

    assert [row.tag for row in again.asset.tags] == ["夏季", "新品", "海边"]


def test_a_duplicate_comes_back_from_the_trash(hub, photo):
    asset = admit(hub, photo).asset
    with hub.services() as services:
        services.assets.trash_asset(asset.id)
    again = admit(hub, photo)

    assert (again.was_trashed, again.asset.trashed_at) == (True, None)


def test_a_failed_asset_is_tried_again_by_uploading_it_again(hub, photo):
    asset = admit(hub, photo).asset
    with hub.services() as services, services.work:
        services.work.session.get(Asset, asset.id).state = AssetState.FAILED
    admit(hub, photo)

    with hub.services() as services:
        assert services.assets.get_asset(asset.id).state == AssetState.READY


def test_a_file_cut_short_leaves_nothing(hub, photo):
    photo.write_bytes(cut("JPEG", keep=0.5))
    with pytest.raises(FileTruncated):
        admit(hub, photo)

    assert (count(hub), blobs(hub)) == (0, [])


def test_a_wrong_field_leaves_nothing(hub, photo):
    with pytest.raises(AssetInvalid):
        admit(hub, photo, product="nobody")

    assert (count(hub), blobs(hub)) == (0, [])


def test_every_wrong_field_is_told(hub, photo):
    with pytest.raises(AssetInvalid) as refused:
        admit(hub, photo, title="长" * 201, tags=["长" * 41], product="nobody")

    assert [error.field for error in refused.value.errors] == ["title", "tags", "product"]


def test_more_bytes_than_allowed_are_refused(settings, hub, tmp_path):
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(settings.max_upload_mb * 1024 * 1024 + 1)

    with pytest.raises(FileTooLarge):
        admit(hub, large)


def test_a_guide_adds_nothing(hub, photo):
    with pytest.raises(NotAllowed):
        admit(hub, photo, actor=GUIDE)


def test_bytes_that_were_purged_while_they_were_judged_are_stored_again(hub, photo, monkeypatch):
    put, times = hub.engines.blobs.put, []

    def purged_after(key, stream, **kwargs):
        put(key, stream, **kwargs)
        times.append(key)
        if len(times) == 1:
            hub.engines.blobs.delete(key)

    monkeypatch.setattr(hub.engines.blobs, "put", purged_after)
    asset = admit(hub, photo).asset

    assert any(asset.sha256 in key for key in blobs(hub))
