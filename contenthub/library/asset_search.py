"""Finding assets: the index matches and ranks ids; rows decide who sees what, filter, count and sort."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.among import is_among
from contenthub.db.work import Work
from contenthub.kernel.errors import NotAllowed
from contenthub.kernel.paging import Page, PageQuery
from contenthub.library import conditions, facets
from contenthub.library.conditions import Conditions
from contenthub.library.models import Asset
from contenthub.library.values import AssetFilter, AssetSort, Found, FoundBy
from contenthub.library.visibility import WHOLE
from contenthub.search.index import SearchIndex
from contenthub.search.query import Query

log = structlog.get_logger()
ORDERS: dict[AssetSort, tuple[ColumnElement[Any], ...]] = {
    AssetSort.NEWEST: (Asset.created_at.desc(), Asset.id.desc()),
    AssetSort.OLDEST: (Asset.created_at.asc(), Asset.id.asc()),
    AssetSort.TITLE: (Asset.title.asc(), Asset.id.desc()),
    AssetSort.SIZE: (Asset.bytes.desc(), Asset.id.desc()),
}


class AssetSearch:
    """Lists assets for one actor."""

    def __init__(self, work: Work, *, actor: Actor, index: SearchIndex) -> None:
        """Show to `actor` what they may see."""
        self._work = work
        self._actor = actor
        self._index = index

    def search(
        self,
        query: PageQuery,
        *,
        text: str = "",
        only: AssetFilter = AssetFilter(),  # noqa: B008 - frozen
        sort: AssetSort | None = None,
        with_facets: bool = False,
    ) -> Found:
        """Return a page of the assets that match `text` and `only`: exact totals and counts, however many match.

        Sorted by relevance when there is a text, else newest first. With a broken index rows alone answer.
        """
        require(self._actor, Action.SEE_ASSETS)
        if only.trashed and not self._actor.is_hq:
            raise NotAllowed(action=Action.MANAGE_ASSETS.value)
        where = conditions.of(only, actor=self._actor)
        ranked, source = self._match(text, where)
        if source is FoundBy.DEGRADED:
            where.narrow(conditions.holds_words(text))
        if ranked is not None:
            where.narrow(is_among(Asset.id, ranked, session=self._session))
        page = self._page(query, where.all(), ranked=ranked, sort=sort or AssetSort.RELEVANCE)
        counts = facets.count(self._session, where) if with_facets else None
        return Found(page=page, source=source, facets=counts)

    @property
    def _session(self) -> Session:
        return self._work.session

    def _match(self, text: str, where: Conditions) -> tuple[Sequence[str] | None, FoundBy]:
        """Return the matching ids, best first; None when rows alone decide."""
        query = Query.parse(text)
        if query.is_empty:
            return None, FoundBy.DATABASE
        try:
            return self._ids(query, where), FoundBy.INDEX
        except Exception:
            # Whatever is wrong with the index, an asset can be found; `verify` and /readyz tell what it is.
            log.exception("index_failed")
            return None, FoundBy.DEGRADED

    def _ids(self, query: Query, where: Conditions) -> Sequence[str]:
        match = self._index.match(query)
        if not match.truncated:
            return match.ids
        # The best 5,000 of all are not the best of what is filtered: ask again among those alone, without a limit.
        allowed = self._session.scalars(select(Asset.id).where(*where.all())).all()
        return self._index.match(query, limit=match.total, restrict_ids=allowed).ids

    def _page(
        self, query: PageQuery, where: list[ColumnElement[bool]], *, ranked: Sequence[str] | None, sort: AssetSort
    ) -> Page[Asset]:
        if sort is AssetSort.RELEVANCE and ranked is not None:
            return self._ranked_page(query, where, ranked=ranked)
        total = self._session.scalar(select(func.count()).select_from(Asset).where(*where)) or 0
        order = ORDERS.get(sort, ORDERS[AssetSort.NEWEST])
        wanted = _whole(where).order_by(*order).offset(query.offset).limit(query.limit)
        return Page.of(self._session.scalars(wanted).all(), query=query, total=total)

    def _ranked_page(self, query: PageQuery, where: list[ColumnElement[bool]], *, ranked: Sequence[str]) -> Page[Asset]:
        seen = set(self._session.scalars(select(Asset.id).where(*where)))
        order = [asset_id for asset_id in ranked if asset_id in seen]
        wanted = order[query.offset : query.offset + query.limit]
        rows = {asset.id: asset for asset in self._session.scalars(_whole([Asset.id.in_(wanted)]))}
        return Page.of([rows[asset_id] for asset_id in wanted if asset_id in rows], query=query, total=len(order))


def _whole(where: list[ColumnElement[bool]]) -> Select[Asset]:
    return select(Asset).where(*where).options(*WHOLE)
