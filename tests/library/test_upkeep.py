"""Upkeep: what is wrong is told, what can be repaired is, and nothing live is ever deleted."""

import io
from datetime import timedelta

import pytest

from contenthub.kernel.clock import SystemClock
from contenthub.library.intake import IncomingFile
from contenthub.library.models import Asset
from contenthub.library.purge import PurgeService
from contenthub.search.index import SearchDoc
from contenthub.storage.keys import original_key, rendition_key
from tests.library.making import add_asset
from tests.uploads import picture

ORPHAN = original_key("0" * 64)


@pytest.fixture
def clock() -> SystemClock:
    """Blobs are dated by the machine's clock, so the house lives by it here."""
    return SystemClock()


@pytest.fixture
def asset(hub, tmp_path) -> Asset:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture())
    with hub.services() as services:
        return services.intake.add_file(IncomingFile.read(path)).asset


def verify(hub, **options):
    with hub.services() as services:
        return services.upkeep.verify(**options)


def trash(hub, asset_id: str) -> None:
    with hub.services() as services:
        services.assets.trash_asset(asset_id)


def restore(hub, asset_id: str) -> None:
    with hub.services() as services:
        services.assets.restore_asset(asset_id)


def purge(hub) -> int:
    with hub.services() as services:
        return services.upkeep.purge_trash(older_than=timedelta(0))


def kinds(report) -> list[str]:
    return [finding.kind for finding in report.findings]


class TestVerify:
    def test_a_healthy_library_is_sound(self, hub, asset):
        report = verify(hub)

        assert (report.is_sound, report.checked["assets"], report.checked["blobs"]) == (True, 1, 4)

    def test_an_empty_house_is_sound(self, hub):
        assert verify(hub).is_sound

    def test_a_cover_made_for_a_chat_is_no_orphan(self, hub, asset):
        with hub.services() as services:
            services.delivery.get_cover(asset.id)

        assert verify(hub, grace=timedelta(0)).is_sound

    def test_a_lost_original_is_told_and_stays_wrong(self, hub, asset):
        hub.engines.blobs.delete(original_key(asset.sha256))

        assert (kinds(verify(hub, repair=True)), verify(hub).is_sound) == (["original-missing"], False)

    def test_a_lost_rendition_is_made_again(self, hub, asset):
        with hub.services() as services:
            lost = services.assets.get_asset(asset.id).renditions[0].blob_key
        hub.engines.blobs.delete(lost)
        report = verify(hub, repair=True)

        assert (kinds(report), report.is_sound, hub.engines.blobs.exists(lost)) == (["rendition-missing"], True, True)

    def test_an_old_orphan_is_told_but_kept_without_repair(self, hub):
        hub.engines.blobs.put(ORPHAN, io.BytesIO(b"x"))
        report = verify(hub, grace=timedelta(0))

        assert (kinds(report), hub.engines.blobs.exists(ORPHAN)) == (["orphan-blob"], True)

    def test_an_old_orphan_is_swept(self, hub):
        hub.engines.blobs.put(ORPHAN, io.BytesIO(b"x"))
        verify(hub, grace=timedelta(0), repair=True)

        assert not hub.engines.blobs.exists(ORPHAN)

    def test_a_young_orphan_may_be_an_upload_under_way(self, hub):
        hub.engines.blobs.put(ORPHAN, io.BytesIO(b"x"))

        assert verify(hub, repair=True).is_sound

    def test_blobs_of_others_are_not_ours_to_judge(self, hub):
        hub.engines.blobs.put("posters/some", io.BytesIO(b"x"))

        assert verify(hub, grace=timedelta(0)).is_sound

    def test_a_blob_that_found_an_owner_since_is_kept(self, hub, asset, monkeypatch):
        monkeypatch.setattr(PurgeService, "wanted_keys", _forgetful(PurgeService.wanted_keys))
        verify(hub, grace=timedelta(0), repair=True)

        assert hub.engines.blobs.exists(original_key(asset.sha256))

    def test_a_document_too_many_is_told_and_mended(self, hub):
        hub.engines.index.put([SearchDoc("ghost", "幽灵")])

        assert (verify(hub).is_sound, verify(hub, repair=True).is_sound, verify(hub).is_sound) == (False, True, True)

    def test_work_still_pending_is_not_wrong(self, hub, asset, monkeypatch):
        monkeypatch.setattr(hub.engines.jobs, "enqueue", lambda *_args, **_kwargs: None)
        add_asset(hub, sha256=asset.sha256[::-1])
        hub.engines.blobs.put(original_key(asset.sha256[::-1]), io.BytesIO(b"x"))
        report = verify(hub)

        assert (report.is_sound, report.pending["index"]) == (True, 1)


class TestPurge:
    def test_what_is_purged_leaves_no_blob(self, hub, asset):
        with hub.services() as services:
            services.delivery.get_cover(asset.id)
        trash(hub, asset.id)
        purge(hub)

        assert list(hub.engines.blobs.list()) == []

    def test_what_is_purged_is_gone_from_the_index(self, hub, asset):
        trash(hub, asset.id)
        purge(hub)

        assert hub.engines.index.count() == 0

    def test_what_is_not_in_the_trash_stays(self, hub, asset):
        assert purge(hub) == 0

    def test_what_is_shown_somewhere_stays(self, hub, asset):
        trash(hub, asset.id)
        with hub.services() as services:
            services.asset_uses.set_uses("content", "c1", title="文章", assets=[asset.id])

        assert purge(hub) == 0

    @pytest.mark.postgres  # SQLite has one writer: nobody takes anything back in the middle of a purge
    def test_what_is_taken_back_while_the_purge_waits_for_its_turn_stays(self, hub, asset, monkeypatch):
        trash(hub, asset.id)
        monkeypatch.setattr("contenthub.library.purge.claim_bytes", lambda *_: restore(hub, asset.id))
        purged = purge(hub)

        assert (purged, hub.engines.blobs.exists(original_key(asset.sha256))) == (0, True)

    def test_young_trash_stays(self, hub, asset):
        trash(hub, asset.id)
        with hub.services() as services:
            assert services.upkeep.purge_trash(older_than=timedelta(days=30)) == 0

    def test_the_same_bytes_can_come_in_again(self, hub, asset, tmp_path):
        trash(hub, asset.id)
        purge(hub)
        with hub.services() as services:
            again = services.intake.add_file(IncomingFile.read(tmp_path / "a.jpg"))

        assert (again.is_duplicate, hub.engines.blobs.exists(original_key(asset.sha256))) == (False, True)


def test_a_rendition_key_says_what_it_was_made_of():
    assert rendition_key("a" * 64, recipe="x") != rendition_key("b" * 64, recipe="x")


def _forgetful(wanted_keys):
    """Miss everything the first time, as a look before an upload would."""
    calls: list[int] = []

    def look(self):
        calls.append(1)
        return set() if len(calls) == 1 else wanted_keys(self)

    return look
