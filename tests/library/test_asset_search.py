"""Finding assets: exact totals, whatever the index says."""

from datetime import timedelta

import pytest

from contenthub.accounts.values import Actor, Role
from contenthub.hub import Hub
from contenthub.kernel.errors import NotAllowed
from contenthub.kernel.paging import PageQuery
from contenthub.library.values import AssetFilter, AssetKind, AssetSort, AssetState, Found, FoundBy
from contenthub.search import index as search_index
from contenthub.search.index import IndexUnavailable
from tests.library.making import NOW, add_asset, add_product

GUIDE = Actor("guide", Role.GUIDE, "unit", "/unit/")


def search(hub: Hub, text: str = "", *, actor: Actor | None = None, limit: int = 50, **options) -> Found:
    with hub.services(actor) as services:
        return services.asset_search.search(PageQuery(limit), text=text, **options)


def titles(found: Found) -> list[str]:
    return [asset.title for asset in found.page.items]


class TestText:
    def test_titles_are_found_by_chinese(self, hub):
        add_asset(hub, "法式连衣裙")
        add_asset(hub, "牛仔裤")

        assert titles(search(hub, "连衣裙")) == ["法式连衣裙"]

    def test_tags_are_found_by_initials(self, hub):
        add_asset(hub, "照片", tags=["连衣裙"])

        assert titles(search(hub, "lyq")) == ["照片"]

    def test_a_product_finds_its_assets(self, hub):
        add_asset(hub, "照片", product_id=add_product(hub, sku="D-001"))

        assert titles(search(hub, "d001")) == ["照片"]

    def test_nothing_asked_is_answered_by_rows_alone(self, hub):
        add_asset(hub)

        assert search(hub, "  ").source == FoundBy.DATABASE

    def test_an_excluded_word_excludes(self, hub):
        add_asset(hub, "夏季连衣裙")
        add_asset(hub, "冬季连衣裙")

        assert titles(search(hub, "连衣裙 -冬季")) == ["夏季连衣裙"]

    def test_what_is_trashed_is_not_found(self, hub):
        asset = add_asset(hub, "连衣裙")
        with hub.services() as services:
            services.assets.trash_asset(asset)

        assert search(hub, "连衣裙").page.total == 0

    def test_the_trash_is_searched_too(self, hub):
        add_asset(hub, "连衣裙", trashed_at=NOW)

        assert search(hub, "连衣裙", only=AssetFilter(trashed=True)).page.total == 1

    def test_an_index_that_lags_behind_shows_nothing_forbidden(self, hub):
        add_asset(hub, "连衣裙", state=AssetState.PROCESSING)

        assert search(hub, "连衣裙", actor=GUIDE).page.total == 0


class TestFilters:
    def test_all_tags_must_be_met(self, hub):
        add_asset(hub, "两样", tags=["夏季", "新品"])
        add_asset(hub, "一样", tags=["夏季"])

        assert titles(search(hub, only=AssetFilter(tags=("夏季", "新品")))) == ["两样"]

    def test_kind_product_and_state_narrow(self, hub):
        product = add_product(hub)
        add_asset(hub, "对", product_id=product)
        add_asset(hub, "另一个商品")
        only = AssetFilter(kind=AssetKind.IMAGE, product=product, state=AssetState.READY)

        assert titles(search(hub, only=only)) == ["对"]

    def test_a_guide_may_not_look_into_the_trash(self, hub):
        with pytest.raises(NotAllowed):
            search(hub, actor=GUIDE, only=AssetFilter(trashed=True))


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (None, ["c", "b", "a"]),
            (AssetSort.OLDEST, ["a", "b", "c"]),
            (AssetSort.TITLE, ["a", "b", "c"]),
            (AssetSort.SIZE, ["b", "a", "c"]),
        ],
    )
    def test_assets_are_sorted_as_asked(self, hub, sort, expected):
        for minutes, (title, size) in enumerate((("a", 20), ("b", 30), ("c", 10))):
            add_asset(hub, title, minutes=minutes, bytes=size)

        assert titles(search(hub, sort=sort)) == expected

    def test_a_title_ranks_above_a_tag(self, hub):
        add_asset(hub, "照片", tags=["连衣裙"])
        add_asset(hub, "连衣裙", minutes=-5)

        assert titles(search(hub, "连衣裙")) == ["连衣裙", "照片"]

    def test_pages_of_ranked_assets_do_not_overlap(self, hub):
        for minutes in range(5):
            add_asset(hub, f"连衣裙 {minutes}", minutes=minutes)
        first = search(hub, "连衣裙", limit=3)
        with hub.services() as services:
            second = services.asset_search.search(PageQuery(3, first.page.next), text="连衣裙")

        assert sorted(titles(first) + titles(second)) == [f"连衣裙 {minutes}" for minutes in range(5)]


class TestFacets:
    def test_tags_are_counted_among_what_was_found(self, hub):
        add_asset(hub, "连衣裙 1", tags=["夏季", "新品"])
        add_asset(hub, "连衣裙 2", tags=["夏季"])
        add_asset(hub, "帽子", tags=["夏季"])
        found = search(hub, "连衣裙", with_facets=True)

        assert [(facet.value, facet.count) for facet in found.facets["tag"]] == [("夏季", 2), ("新品", 1)]

    def test_a_kind_is_counted_without_its_own_filter(self, hub):
        add_asset(hub)
        add_asset(hub, kind=AssetKind.VIDEO)
        found = search(hub, only=AssetFilter(kind=AssetKind.VIDEO), with_facets=True)

        assert {facet.value: facet.count for facet in found.facets["kind"]} == {"image": 1, "video": 1}

    def test_a_product_goes_by_its_name(self, hub):
        product = add_product(hub, "法式连衣裙")
        add_asset(hub, product_id=product)
        facet = search(hub, with_facets=True).facets["product"][0]

        assert (facet.value, facet.label, facet.count) == (product, "法式连衣裙", 1)


class TestBeyondTheIndex:
    @pytest.fixture(autouse=True)
    def low_limit(self, hub, monkeypatch):
        """Let the index name at most four ids unless more are asked for."""
        match = hub.engines.index.match
        monkeypatch.setattr(
            hub.engines.index,
            "match",
            lambda query, *, limit=4, restrict_ids=None: match(query, limit=limit, restrict_ids=restrict_ids),
        )

    def test_a_filter_finds_what_the_best_of_all_do_not_hold(self, hub):
        for number in range(10):
            add_asset(hub, "连衣裙", tags=["新品"] if number == 0 else [], minutes=number)

        assert search(hub, "连衣裙", only=AssetFilter(tags=("新品",))).page.total == 1

    def test_another_order_is_that_of_all_matches(self, hub):
        for number in range(10):
            add_asset(hub, f"连衣裙 {number}", minutes=-number)

        assert titles(search(hub, "连衣裙", sort=AssetSort.OLDEST, limit=1)) == ["连衣裙 9"]

    def test_totals_and_facets_stay_exact(self, hub):
        for number in range(10):
            add_asset(hub, "连衣裙", tags=["新品"], minutes=number)
        found = search(hub, "连衣裙", with_facets=True)

        assert (found.page.total, found.facets["tag"][0].count) == (10, 10)


class TestWithoutTheIndex:
    @pytest.fixture(autouse=True)
    def broken(self, hub, monkeypatch):
        def fail(*_args, **_kwargs):
            raise IndexUnavailable(reason="torn")

        monkeypatch.setattr(hub.engines.index, "match", fail)

    def test_rows_answer(self, hub):
        add_asset(hub, "法式连衣裙")
        found = search(hub, "连衣裙")

        assert (titles(found), found.source) == (["法式连衣裙"], FoundBy.DEGRADED)

    @pytest.mark.parametrize("text", ["新品", "d-001", "照片 新品", "照片 -旧款"])
    def test_tags_and_products_are_found_too(self, hub, text):
        add_asset(hub, "照片", tags=["新品"], product_id=add_product(hub))
        add_asset(hub, "旧款照片")

        assert titles(search(hub, text)) == ["照片"]

    def test_wildcards_of_sql_are_only_characters(self, hub):
        add_asset(hub, "照片")

        assert search(hub, "照%").page.total == 0


def test_the_limit_of_the_index_is_five_thousand():
    assert search_index.LIMIT == 5000


def test_an_asset_added_later_comes_first(hub, clock):
    add_asset(hub, "先")
    clock.advance(timedelta(minutes=1))
    add_asset(hub, "后", minutes=1)

    assert titles(search(hub)) == ["后", "先"]
