"""When an offer is live, and which one a slot shows."""

import pytest

from contenthub.plans.rules import choose_offer, is_live, next_change, offer_state
from contenthub.plans.values import OfferState
from tests.plans.making import DAY, NOW, make_offer, make_product


class TestIsLive:
    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"starts_at": NOW},
            {"ends_at": NOW + DAY},
            {"stock": 1},
            {"product": make_product()},
        ],
    )
    def test_an_offer_in_its_window_and_in_stock_is_live(self, fields):
        assert is_live(make_offer(**fields), at=NOW)

    @pytest.mark.parametrize(
        ("fields", "state"),
        [
            ({"active": False}, OfferState.OFF),
            ({"starts_at": NOW + DAY}, OfferState.UPCOMING),
            ({"ends_at": NOW}, OfferState.EXPIRED),
            ({"stock": 0}, OfferState.SOLD_OUT),
            ({"product": make_product(on_shelf=False)}, OfferState.OFF_SHELF),
        ],
    )
    def test_any_other_offer_says_why_not(self, fields, state):
        assert offer_state(make_offer(**fields), at=NOW) is state


class TestChooseOffer:
    def test_the_guides_live_offer_comes_first(self):
        own, first = make_offer(), make_offer()

        assert choose_offer([own], [first], None, at=NOW) is own

    def test_offers_follow_in_order_when_the_first_has_ended(self):
        ended, second = make_offer(ends_at=NOW), make_offer()

        assert choose_offer([], [ended, second], None, at=NOW) is second

    def test_the_fallback_stands_in_when_none_is_live(self):
        fallback = make_offer()

        assert choose_offer([make_offer(stock=0)], [make_offer(active=False)], fallback, at=NOW) is fallback

    def test_a_dead_fallback_leaves_the_slot_empty(self):
        assert choose_offer([], [], make_offer(active=False), at=NOW) is None


class TestNextChange:
    def test_it_is_the_nearest_edge_of_a_window_to_come(self):
        offers = [make_offer(starts_at=NOW - DAY, ends_at=NOW + 2 * DAY), make_offer(starts_at=NOW + DAY)]

        assert next_change(offers, at=NOW) == NOW + DAY

    def test_there_is_none_without_windows(self):
        assert next_change([make_offer()], at=NOW) is None
