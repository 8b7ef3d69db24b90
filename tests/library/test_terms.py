"""Suggestions while typing."""

import pytest

from contenthub.accounts.values import Actor, Role
from contenthub.hub import Hub
from contenthub.library.values import AssetState
from tests.library.making import add_asset, add_product

GUIDE = Actor("guide", Role.GUIDE, "unit", "/unit/")


def suggest(hub: Hub, typed: str, *, actor: Actor | None = None) -> list[str]:
    with hub.services(actor) as services:
        return [one.value for one in services.terms.suggest(typed)]


@pytest.mark.parametrize("typed", ["连", "连衣", "lian", "lianyi", "ly", "LYQ", "連衣"])
def test_a_tag_is_suggested_by_text_pinyin_and_initials(hub, typed):
    add_asset(hub, tags=["连衣裙"])

    assert suggest(hub, typed) == ["连衣裙"]


def test_the_most_used_comes_first(hub):
    add_asset(hub, tags=["夏季", "夏天"])
    add_asset(hub, tags=["夏天"])

    assert suggest(hub, "夏") == ["夏天", "夏季"]


def test_products_and_titles_are_suggested_too(hub):
    add_asset(hub, "法国街拍", product_id=add_product(hub, "法式连衣裙"))

    assert suggest(hub, "法") == ["法式连衣裙", "法国街拍"]


def test_a_tag_nobody_has_any_more_is_not_suggested(hub):
    asset = add_asset(hub, tags=["夏季"])
    with hub.services() as services:
        services.assets.change_asset(asset, tags=[])

    assert suggest(hub, "夏") == []


def test_a_guide_is_not_told_of_what_they_cannot_see(hub):
    add_asset(hub, "夏季新款预告", state=AssetState.PROCESSING)

    assert suggest(hub, "夏", actor=GUIDE) == []


def test_nothing_typed_suggests_nothing(hub):
    add_asset(hub, tags=["夏季"])

    assert suggest(hub, " ") == []


def test_a_renamed_product_is_suggested_by_its_new_name(hub):
    product = add_product(hub, "旧名字")
    add_asset(hub, "照片", product_id=product)
    with hub.services() as services:
        services.products.change_product(product, name="新名字")

    assert (suggest(hub, "旧"), suggest(hub, "新")) == ([], ["新名字"])
