"""Drafts become versions that never change; a recall is for good; assets know where they are shown."""

import pytest

from contenthub.kernel.paging import PageQuery
from contenthub.kernel.signals import content_published, content_recalled
from contenthub.plans.errors import ContentNotReady, ContentRecalled, RecallInvalid
from contenthub.plans.values import ContentState
from tests.plans.making import add_asset, image, slot, text


@pytest.fixture
def services(hub):
    with hub.services() as opened:
        yield opened


def write(services, *blocks, title="夏日通勤"):
    return services.contents.add_content(title=title, blocks=list(blocks) or [text()])


def rewrite(services, content, *blocks, **fields):
    given = {"title": content.title, "blocks": list(blocks)} | fields
    return services.contents.change_content(content.id, expected=None, fields=given)


def places(services, asset):
    return sorted(use.place_kind for use in services.asset_uses.list_uses(asset))


class TestPublish:
    def test_versions_are_counted_from_one(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        rewrite(services, content, text(html="<p>新</p>"))

        assert services.publishing.publish(content.id)[0].number == 2

    def test_a_version_stays_as_it_was(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        rewrite(services, content, text(html="<p>新</p>"))

        assert services.publishing.get_version(content.id, 1).blocks == [text()]

    def test_nothing_new_makes_no_version(self, services):
        content = write(services)
        first, _is_new = services.publishing.publish(content.id)

        assert services.publishing.publish(content.id) == (first, False)

    def test_a_change_taken_back_is_nothing_new(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        rewrite(services, content, text(html="<p>新</p>"))
        rewrite(services, content, text())

        assert services.publishing.publish(content.id)[1] is False

    def test_problems_are_listed_and_nothing_is_made(self, services):
        content = write(services, text(html=""), slot("top"))

        with pytest.raises(ContentNotReady) as raised:
            services.publishing.publish(content.id)

        assert [error.field for error in raised.value.errors] == ["blocks.0", "blocks.1"]
        assert services.publishing.list_versions(content.id) == []

    def test_it_is_told(self, services):
        heard = []

        def hear(_sender, **told):
            heard.append(told["content"].version)

        with content_published.connected_to(hear):
            services.publishing.publish(write(services).id)

        assert heard == [1]


class TestRecall:
    def test_it_names_what_stands_in(self, services):
        old, new = write(services), write(services, title="秋")
        services.publishing.publish(old.id)
        services.publishing.publish(new.id)
        recalled = services.publishing.recall(old.id, replacement=new.id, reason="价格写错")

        assert (recalled.state, recalled.replacement_id) == (ContentState.RECALLED, new.id)

    def test_it_is_told(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        heard = []

        def hear(_sender, **told):
            heard.append(told["content"].id)

        with content_recalled.connected_to(hear):
            services.publishing.recall(content.id)

        assert heard == [content.id]

    def test_it_is_for_good(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        services.publishing.recall(content.id)

        with pytest.raises(ContentRecalled):
            services.publishing.publish(content.id)

    def test_a_recalled_content_is_written_no_further(self, services):
        content = write(services)
        services.publishing.publish(content.id)
        services.publishing.recall(content.id)

        with pytest.raises(ContentRecalled):
            rewrite(services, content, text(html="<p>新</p>"))

    def test_neither_itself_nor_a_recalled_one_stands_in(self, services):
        one, two = write(services), write(services, title="秋")
        services.publishing.publish(one.id)
        services.publishing.publish(two.id)
        services.publishing.recall(two.id, replacement=one.id)

        with pytest.raises(RecallInvalid):
            services.publishing.recall(one.id, replacement=two.id)
        with pytest.raises(RecallInvalid):
            services.publishing.recall(one.id, replacement=one.id)


class TestAssetUses:
    def test_a_draft_shows_its_pictures_and_its_cover(self, services, hub):
        picture, cover = add_asset(hub), add_asset(hub)
        services.contents.add_content(title="夏", cover=cover, blocks=[image(picture)])

        assert (places(services, picture), places(services, cover)) == (["content"], ["content"])

    def test_a_version_keeps_showing_what_the_draft_dropped(self, services, hub):
        picture = add_asset(hub)
        content = write(services, image(picture))
        services.publishing.publish(content.id)
        rewrite(services, content, text())

        assert places(services, picture) == ["version"]

    def test_a_recall_lets_go_of_them(self, services, hub):
        picture = add_asset(hub)
        content = write(services, image(picture))
        services.publishing.publish(content.id)
        services.publishing.recall(content.id)

        assert places(services, picture) == ["content"]


class TestAudit:
    def test_autosave_is_noted_once_in_a_while(self, services):
        content = write(services)
        for n in range(5):
            rewrite(services, content, text(html=f"<p>{n}</p>"))
        noted = services.audit.list_entries(PageQuery(), kind="content")

        assert [entry.action for entry in noted.items] == ["content_added"]
