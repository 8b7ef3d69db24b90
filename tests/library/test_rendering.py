"""Renditions: made once, whatever happens twice."""

import os
from datetime import timedelta

import pytest

from contenthub.library.errors import RenditionPending
from contenthub.library.imaging.errors import SandboxDown
from contenthub.library.intake import IncomingFile
from contenthub.library.models import Asset
from contenthub.library.rendering import imaging
from contenthub.library.values import AssetState, Preset
from contenthub.storage.keys import original_key
from tests.uploads import picture


@pytest.fixture
def asset(hub, tmp_path, monkeypatch) -> Asset:
    """An asset whose renditions nobody made yet."""
    path = tmp_path / "a.jpg"
    path.write_bytes(picture())
    with monkeypatch.context() as patch, hub.services() as services:
        patch.setattr(hub.engines.jobs, "enqueue", lambda *_args, **_kwargs: None)
        return services.intake.add_file(IncomingFile.read(path)).asset


def render(hub, asset: Asset) -> Asset:
    with hub.services() as services:
        services.rendering.render_asset(asset.id)
        return services.assets.get_asset(asset.id)


def test_a_picture_gets_three_sizes_and_a_colour(hub, asset):
    done = render(hub, asset)

    assert (done.state, {row.preset for row in done.renditions}, done.colour[0]) == ("ready", set(Preset), "#")


def test_rendering_twice_changes_nothing(hub, asset):
    first = [row.id for row in render(hub, asset).renditions]

    assert [row.id for row in render(hub, asset).renditions] == first


def test_what_is_ready_is_not_decoded_again(hub, asset, monkeypatch):
    render(hub, asset)
    monkeypatch.setattr(imaging, "make_renditions", None)

    assert render(hub, asset).state == AssetState.READY


def test_a_lost_original_makes_the_asset_fail_with_a_reason(hub, asset):
    hub.engines.blobs.delete(original_key(asset.sha256))
    done = render(hub, asset)

    assert (done.state, done.failure) == (AssetState.FAILED, "blob-not-found")


def test_the_asset_is_not_to_blame_for_a_missing_sandbox(hub, asset, monkeypatch):
    def down(*_args, **_kwargs):
        raise SandboxDown

    monkeypatch.setattr(imaging, "make_renditions", down)
    with pytest.raises(SandboxDown):
        render(hub, asset)

    with hub.services() as services:
        assert services.assets.get_asset(asset.id).state == AssetState.PROCESSING


def test_a_forgotten_asset_is_found_by_the_sweep(hub, asset, clock):
    clock.advance(timedelta(minutes=3))
    with hub.services() as services:
        services.rendering.sweep_stuck()

    with hub.services() as services:
        assert services.assets.get_asset(asset.id).state == AssetState.READY


def test_a_young_asset_is_left_to_its_job(hub, asset):
    with hub.services() as services:
        assert services.rendering.sweep_stuck() == 0


def test_a_rendition_that_is_not_made_yet_is_pending(hub, asset):
    with hub.services() as services, pytest.raises(RenditionPending):
        services.delivery.get_rendition(asset.id, Preset.THUMB)


def test_nothing_is_left_in_the_work_folder(hub, asset, settings):
    render(hub, asset)

    assert list(settings.incoming.iterdir()) == []


def test_what_a_dead_process_left_is_removed_after_a_day(hub, settings):
    settings.incoming.mkdir(parents=True)
    old, young = settings.incoming / "upload-old", settings.incoming / "upload-young"
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    with hub.services() as services:
        services.rendering.sweep_incoming()

    assert (old.exists(), young.exists()) == (False, True)
