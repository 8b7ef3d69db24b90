"""What changes a customer's page is told to every worker with the change itself; None stands for every page."""

import pytest

from contenthub.tracking.links import LinkChanges
from tests.distribution.making import FREE, replace


@pytest.fixture
def told(launched, hub) -> LinkChanges:
    """What a worker hears from now on."""
    changes = LinkChanges(hub.engines.database)
    changes.latest()
    return changes


class TestEveryPage:
    def test_hears_of_an_offer(self, launched, told):
        launched.hq.patch(f"/offers/{launched.offer}", {"active": False})

        assert told.latest() == [None]

    def test_hears_of_the_end_of_a_plan(self, launched, told):
        launched.hq.post(f"/plans/{launched.plan}/end")

        assert told.latest() == [None]

    def test_hears_of_a_recall(self, launched, told):
        launched.hq.post(f"/contents/{launched.content}/recall", {"reason": "写错了"})

        assert told.latest() == [None]

    def test_hears_of_a_new_version_which_may_stand_in_for_a_recalled_one(self, launched, told):
        other = launched.hq.post("/contents", {"title": "替换", "blocks": [FREE]}).json["id"]
        launched.hq.post(f"/contents/{other}/publish")

        assert told.latest() == [None]

    def test_hears_of_a_guides_new_name(self, launched, told):
        launched.hq.patch(f"/people/{launched.guide.person}", {"name": "李芳芳"})

        assert told.latest() == [None]

    def test_hears_nothing_of_a_draft(self, launched, told):
        launched.hq.post("/contents", {"title": "草稿", "blocks": [FREE]})

        assert told.latest() == []


class TestOnePage:
    def test_hears_that_it_was_taken_back(self, launched, told):
        code = launched.share()["code"]
        told.latest()
        launched.guide.delete(f"/shares/{code}")

        assert told.latest() == [code]

    def test_hears_of_its_guides_words(self, launched, told):
        code = launched.share()["code"]
        told.latest()
        launched.edition(replace())

        assert told.latest() == [code]
