"""Upkeep: rows, blobs and index held against each other; what is wrong is told, and repaired where that is safe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, select

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.library import rules
from contenthub.library.indexing import IndexingService
from contenthub.library.intake import RENDER_ASSET
from contenthub.library.models import Asset, Rendition
from contenthub.library.purge import PurgeService
from contenthub.library.values import AssetState
from contenthub.search.index import SearchIndex
from contenthub.storage.blobs import Blobs
from contenthub.storage.keys import original_key

log = structlog.get_logger()
GRACE = timedelta(days=1)
"""A blob is stored before its row is committed, so a young blob without a row may be an upload under way."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it should be: its kind, the id or key it is about, and whether it was put right."""

    kind: str
    about: str
    is_repaired: bool = False


@dataclass
class Report:
    """What was looked at, what is wrong, and what is merely not done yet."""

    checked: dict[str, int] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Say that nothing is wrong, or no longer; work still pending is not wrong."""
        return all(finding.is_repaired for finding in self.findings)

    def as_json(self) -> Mapping[str, Any]:
        """Return the report as plain values."""
        findings = [{"kind": one.kind, "about": one.about, "repaired": one.is_repaired} for one in self.findings]
        return {"sound": self.is_sound, "checked": self.checked, "pending": self.pending, "findings": findings}


class UpkeepService:
    """Verifies and repairs the library."""

    def __init__(
        self,
        work: Work,
        *,
        actor: Actor,
        clock: Clock,
        blobs: Blobs,
        index: SearchIndex,
        jobs: Jobs,
        indexing: IndexingService,
        purge: PurgeService,
    ) -> None:
        """Hold the rows of `work` against `blobs` and `index`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._blobs = blobs
        self._index = index
        self._jobs = jobs
        self._indexing = indexing
        self._purge = purge

    def verify(self, *, repair: bool = False, grace: timedelta = GRACE) -> Report:
        """Compare rows, blobs and index; with `repair`, make lost renditions and the index anew and sweep orphans.

        A lost original cannot be repaired. Blobs younger than `grace` are left alone.
        """
        require(self._actor, Action.MANAGE_ASSETS)
        report = Report()
        stored = {info.key: info.modified for folder in rules.FOLDERS for info in self._blobs.list(folder)}
        self._check_blobs(report, stored, repair=repair)
        self._check_orphans(report, stored, before=self._clock.now() - grace, repair=repair)
        self._check_index(report, repair=repair)
        log.info("library_verified", findings=len(report.findings), sound=report.is_sound)
        return report

    def rebuild_index(self) -> int:
        """Make the search index anew and return how many assets it holds."""
        require(self._actor, Action.MANAGE_ASSETS)
        return self._indexing.rebuild_index()

    def purge_trash(self, *, older_than: timedelta) -> int:
        """Throw away for good what is in the trash that long and used nowhere; return how many."""
        return self._purge.purge_trash(older_than=older_than)

    def _check_blobs(self, report: Report, stored: Mapping[str, datetime], *, repair: bool) -> None:
        session, broken = self._work.session, []
        rows = session.execute(select(Asset.id, Asset.sha256)).all()
        for asset_id, sha256 in rows:
            if original_key(sha256) not in stored:
                report.findings.append(Finding(kind="original-missing", about=asset_id))
        for asset_id, key in session.execute(select(Rendition.asset_id, Rendition.blob_key)).all():
            if key not in stored:
                broken.append(asset_id)
        for asset_id in dict.fromkeys(broken):
            if repair:
                self._render_again(asset_id)
            report.findings.append(Finding(kind="rendition-missing", about=asset_id, is_repaired=repair))
        report.checked = {"assets": len(rows), "blobs": len(stored)}
        waiting = select(func.count()).select_from(Asset).where(Asset.state == AssetState.PROCESSING)
        report.pending["renditions"] = session.scalar(waiting) or 0

    def _render_again(self, asset_id: str) -> None:
        with self._work:
            asset = self._work.session.get(Asset, asset_id)
            if asset is not None:
                asset.state = AssetState.PROCESSING
                self._work.after_commit(lambda: self._jobs.enqueue(RENDER_ASSET, asset_id=asset_id))

    def _check_orphans(self, report: Report, stored: Mapping[str, datetime], *, before: datetime, repair: bool) -> None:
        wanted = self._purge.wanted_keys()
        for key, modified in stored.items():
            if key in wanted or modified > before:
                continue
            is_gone = repair and self._purge.sweep_blob(key)
            report.findings.append(Finding(kind="orphan-blob", about=key, is_repaired=is_gone))

    def _check_index(self, report: Report, *, repair: bool) -> None:
        backlog = self._indexing.backlog()
        report.pending["index"] = backlog.waiting
        rows, docs = report.checked["assets"], self._count_documents()
        report.checked["documents"] = docs
        is_outdated = docs > 0 and self._index.needs_rebuild()
        if backlog.parked or is_outdated or (docs != rows and not backlog.waiting):
            if repair:
                report.checked["documents"] = self._indexing.rebuild_index()
            report.findings.append(Finding(kind="index-stale", about=f"{docs}/{rows}", is_repaired=repair))

    def _count_documents(self) -> int:
        try:
            return self._index.count()
        except Exception:
            log.exception("index_failed")
            return -1
