"""What the slots of an article show, and until when."""

from contenthub.distribution.compiling import compile_direct, compile_slots, next_boundary, offers_of
from tests.plans.making import DAY, NOW, make_offer, make_product, slot, text

END = NOW + 30 * DAY


def compiled(block, *offers, at=NOW, ends_at=END, is_over=False):
    known = {offer.id: offer for offer in offers}
    return compile_slots([text(), block, text("b9")], offers=known, at=at, ends_at=ends_at, is_over=is_over)


def names(slots):
    return [offer.name for offer in slots[0].offers]


class TestSlots:
    def test_offers_stand_in_order_of_preference(self):
        mine, theirs, last = make_offer(name="我的"), make_offer(name="总部"), make_offer(name="兜底")
        block = slot("top", theirs.id, fallback=last.id) | {"chosen": [mine.id]}

        assert names(compiled(block, mine, theirs, last)) == ["我的", "总部", "兜底"]

    def test_an_offer_named_twice_stands_once(self):
        offer = make_offer()
        block = slot("top", offer.id) | {"chosen": [offer.id]}

        assert len(compiled(block, offer)[0].offers) == 1

    def test_dead_offers_are_left_out(self):
        shelf = make_product(on_shelf=False)
        dead = [make_offer(active=False), make_offer(stock=0), make_offer(ends_at=NOW), make_offer(product=shelf)]

        assert compiled(slot("top", *(offer.id for offer in dead)), *dead)[0].offers == ()

    def test_an_offer_to_come_is_there_with_its_window(self):
        offer = make_offer(starts_at=NOW + DAY)
        made = compiled(slot("top", offer.id), offer)

        assert (made[0].offer(NOW), made[0].offer(NOW + DAY).id) == (None, offer.id)

    def test_offers_end_with_the_plan_and_the_fallback_does_not(self):
        offer, last = make_offer(), make_offer(name="兜底")
        made = compiled(slot("top", offer.id, fallback=last.id), offer, last)

        assert [one.ends_at for one in made[0].offers] == [END, None]

    def test_after_an_early_end_only_the_fallback_is_left(self):
        offer, last = make_offer(), make_offer(name="兜底")

        assert names(compiled(slot("top", offer.id, fallback=last.id), offer, last, is_over=True)) == ["兜底"]

    def test_a_slot_knows_its_place(self):
        made = compiled(slot("top"))

        assert (made[0].key, made[0].position, made[0].depth) == ("top", 1, 67)

    def test_every_offer_that_may_be_needed_is_named(self):
        block = slot("top", "a", fallback="b") | {"chosen": ["c"]}

        assert offers_of([text(), block]) == {"a", "b", "c"}


class TestDirect:
    def test_there_is_one_slot(self):
        offer = make_offer()
        made = compile_direct(offer, at=NOW)

        assert (made.key, made.position, [one.url for one in made.offers]) == ("direct", 1, [offer.target_url])


class TestBoundary:
    def test_the_next_moment_something_changes(self):
        offer = make_offer(starts_at=NOW - DAY, ends_at=NOW + DAY)
        made = compiled(slot("top", offer.id), offer)

        assert next_boundary(made, at=NOW, also=(END, None)) == NOW + DAY

    def test_nothing_changes_any_more(self):
        assert next_boundary((), at=NOW, also=(None, NOW)) is None
