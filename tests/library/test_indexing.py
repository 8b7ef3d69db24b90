"""The outbox and the index: nothing is lost, nothing stale stays."""

import pytest

from contenthub.kernel.paging import PageQuery
from contenthub.library.models import SearchOutbox
from contenthub.search.index import IndexUnavailable, SearchDoc
from tests.library.making import add_asset


@pytest.fixture
def paused(hub, monkeypatch):
    """Let nudges get lost, so that the outbox fills."""
    monkeypatch.setattr(hub.engines.jobs, "enqueue", lambda *_args, **_kwargs: None)


def total(hub, text: str) -> int:
    with hub.services() as services:
        return services.asset_search.search(PageQuery(), text=text).page.total


def index_pending(hub) -> int:
    with hub.services() as services:
        return services.indexing.index_pending()


def backlog(hub):
    with hub.services() as services:
        return services.indexing.backlog()


def test_what_a_lost_nudge_left_is_indexed_by_the_sweep(hub, paused):
    add_asset(hub, "连衣裙")
    index_pending(hub)

    assert total(hub, "连衣裙") == 1


def test_many_changes_of_one_asset_are_one_document(hub, paused):
    asset = add_asset(hub, "旧")
    with hub.services() as services:
        services.assets.change_asset(asset, title="新")

    assert index_pending(hub) == 1


def test_a_change_that_is_rolled_back_leaves_nothing(hub, paused):
    def fail():
        with hub.services() as services, services.work:
            services.outbox.note("some-asset")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert backlog(hub).waiting == 0


def test_entries_wait_while_the_index_is_away(hub, paused, monkeypatch):
    add_asset(hub)
    monkeypatch.setattr(hub.engines.index, "put", _raise(IndexUnavailable(reason="away")))
    with pytest.raises(IndexUnavailable):
        index_pending(hub)

    assert (backlog(hub).waiting, backlog(hub).parked) == (1, 0)


def test_a_bad_document_is_parked_and_the_others_pass(hub, paused, monkeypatch):
    add_asset(hub, "坏")
    add_asset(hub, "好")
    put = hub.engines.index.put

    def choosy(docs):
        if any(doc.title == "坏" for doc in docs):
            raise ValueError
        put(docs)

    monkeypatch.setattr(hub.engines.index, "put", choosy)
    index_pending(hub)

    assert (total(hub, "好"), backlog(hub).parked) == (1, 1)


def test_who_was_overtaken_indexes_once_more(hub, paused, monkeypatch):
    add_asset(hub)
    put = hub.engines.index.put

    def overtaken(docs):
        put(docs)
        with hub.services() as services, services.work:
            services.work.session.query(SearchOutbox).delete()
        monkeypatch.setattr(hub.engines.index, "put", put)

    monkeypatch.setattr(hub.engines.index, "put", overtaken)

    assert index_pending(hub) == 2


def test_a_rebuild_holds_what_the_rows_say(hub, paused):
    add_asset(hub, "连衣裙")
    hub.engines.index.put([SearchDoc("gone", "幽灵")])
    with hub.services() as services:
        services.upkeep.rebuild_index()

    assert (total(hub, "连衣裙"), hub.engines.index.count()) == (1, 1)


def test_an_index_of_another_analyser_is_made_anew(hub, paused, monkeypatch):
    add_asset(hub, "连衣裙")
    monkeypatch.setattr(hub.engines.index, "needs_rebuild", lambda: True)
    with hub.services() as services:
        services.indexing.mend_index()

    assert total(hub, "连衣裙") == 1


def _raise(error):
    def fail(*_args, **_kwargs):
        raise error

    return fail
