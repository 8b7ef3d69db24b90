"""Offers tell who shows them when they change, and are found by how they stand."""

import pytest

from contenthub.kernel.paging import PageQuery
from contenthub.kernel.signals import offer_changed
from contenthub.plans.errors import OfferInvalid
from contenthub.plans.rules import offer_state
from contenthub.plans.values import OfferState
from tests.plans.making import DAY, NOW, add_product, offer_body

STANDING = {
    OfferState.LIVE: {},
    OfferState.OFF: {"active": False, "ends_at": NOW - DAY},
    OfferState.EXPIRED: {"ends_at": NOW - DAY, "stock": 0},
    OfferState.SOLD_OUT: {"stock": 0, "starts_at": NOW + DAY},
    OfferState.UPCOMING: {"starts_at": NOW + DAY},
}


@pytest.fixture
def services(hub):
    with hub.services() as opened:
        yield opened


@pytest.fixture
def standing(hub, services):
    """One offer of each state, by state."""
    off_shelf = add_product(hub, on_shelf=False)
    given = STANDING | {OfferState.OFF_SHELF: {"product": off_shelf}}
    return {
        state: services.offers.add_offer(**offer_body(name=state.value, **fields)) for state, fields in given.items()
    }


class TestListOffers:
    @pytest.mark.parametrize("state", list(OfferState))
    def test_the_database_judges_as_the_rule_does(self, services, standing, state):
        page = services.offers.list_offers(PageQuery(), state=state)

        assert [offer.id for offer in page.items] == [standing[state].id]
        assert offer_state(page.items[0], at=NOW) is state

    def test_a_part_of_the_name_finds_it(self, services, standing):
        page = services.offers.list_offers(PageQuery(), text="sold_")

        assert [offer.name for offer in page.items] == ["sold_out"]

    def test_pages_follow_one_another(self, services, standing):
        first = services.offers.list_offers(PageQuery(limit=4))
        second = services.offers.list_offers(PageQuery(limit=4, cursor=first.next))

        assert (len(first.items), len(second.items), second.next, second.total) == (4, 2, None, 6)


class TestChangeOffer:
    def test_it_tells_who_shows_the_offer(self, services):
        offer = services.offers.add_offer(**offer_body())
        heard = []

        def hear(_sender, **told):
            heard.append(told["offer"].stock)

        with offer_changed.connected_to(hear):
            services.offers.change_offer(offer.id, stock=0)

        assert heard == [0]

    def test_null_takes_the_window_away(self, services):
        offer = services.offers.add_offer(**offer_body(starts_at=NOW, ends_at=NOW + DAY))

        assert services.offers.change_offer(offer.id, ends_at=None).ends_at is None

    def test_the_window_is_judged_with_what_stays(self, services):
        offer = services.offers.add_offer(**offer_body(starts_at=NOW))

        with pytest.raises(OfferInvalid):
            services.offers.change_offer(offer.id, ends_at=NOW - DAY)


def test_found_offers_carry_their_product(hub, services):
    offer = services.offers.add_offer(**offer_body(product=add_product(hub, name="帽子")))

    assert services.offers.find_offers([offer.id, "nothing"])[offer.id].product.name == "帽子"
