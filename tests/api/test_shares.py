"""`/shares` as the contract says."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from contenthub.kernel.ids import new_id
from contenthub.tracking.models import Event, Link, LinkChange, Visit
from tests.distribution.making import launch, replace
from tests.plans.making import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def launched(admin, sign_in):
    return launch(admin, sign_in)


def rows(hub, wanted):
    with hub.services() as services:
        return services.work.session.scalars(wanted).all()


class TestMake:
    def test_the_walkthrough(self, launched):
        edition = launched.edition(replace())
        made = launched.guide.post(f"/editions/{edition['id']}/shares", {"channel": "moments"})
        url = made.json["url"]

        assert made.status_code == 201
        assert url == f"http://hub.test/s/{made.json['code']}"
        assert made.json["slots"] == [{"key": "top", "url": f"{url}/top"}, {"key": "end", "url": f"{url}/end"}]
        assert made.json["poster_url"] == f"{url}/poster.png"
        assert made.json["kit_url"] == f"http://hub.test/api/v1/shares/{made.json['code']}/kit.zip"

    def test_the_caption_has_title_own_words_and_name(self, launched):
        caption = launched.share(replace())["caption"]

        assert caption == "《夏日通勤三套穿搭》\n我自己穿M码\n—— 李芳"

    def test_a_recipient_is_greeted_and_gets_the_link(self, launched):
        made = launched.share(channel="one_to_one", recipient="张姐")

        assert made["caption"].splitlines()[0] == "张姐，您好！"
        assert made["url"] in made["caption"].splitlines()

    def test_the_same_again_is_the_same(self, launched):
        edition, body = launched.edition(), {"channel": "one_to_one", "recipient": "张姐"}
        first = launched.guide.post(f"/editions/{edition['id']}/shares", body)
        again = launched.guide.post(f"/editions/{edition['id']}/shares", body | {"recipient": " 张姐 "})

        assert (again.status_code, again.json["code"]) == (200, first.json["code"])

    def test_another_recipient_is_another_link(self, launched):
        codes = {launched.share(channel="one_to_one", recipient=name)["code"] for name in ("张姐", "王姐", "")}

        assert len(codes) == 3

    def test_counting_knows_what_it_stands_for(self, launched, hub):
        code = launched.share()["code"]
        link = rows(hub, select(Link).where(Link.code == code))[0]

        assert (link.plan_id, link.content_id, link.channel) == (launched.plan, launched.content, "moments")
        assert (link.unit_id, link.audience, link.guide_id) == (launched.unit, "老客", launched.guide.person)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"channel": "sms"}, "channel"),
            ({"channel": "fax"}, "channel"),
            ({"channel": "moments", "recipient": "长" * 41}, "recipient"),
            ({"channel": "moments", "expires_at": "2026-06-01T00:00:00Z"}, "expires_at"),
        ],
    )
    def test_wrong_fields(self, launched, body, field):
        refused = launched.guide.post(f"/editions/{launched.edition()['id']}/shares", body)

        assert refused.status_code == 422
        assert [error["field"] for error in refused.json["errors"]] == [field]

    @pytest.mark.parametrize("state", ["pause", "end"])
    def test_only_while_the_plan_runs(self, launched, state):
        edition = launched.edition()
        launched.hq.post(f"/plans/{launched.plan}/{state}")
        refused = launched.guide.post(f"/editions/{edition['id']}/shares", {"channel": "moments"})

        assert (refused.status_code, refused.json["type"]) == (409, "plan-not-running")

    def test_not_of_a_recalled_content(self, launched):
        edition = launched.edition()
        launched.hq.post(f"/contents/{launched.content}/recall", {})
        refused = launched.guide.post(f"/editions/{edition['id']}/shares", {"channel": "moments"})

        assert refused.status_code == 410

    def test_after_it_has_expired_there_is_a_new_one(self, launched, clock):
        first = launched.share(expires_at="2026-07-02T00:00:00Z")
        clock.advance(timedelta(days=2))

        assert launched.share()["code"] != first["code"]

    def test_only_for_an_own_edition(self, launched, sign_in):
        other = sign_in("guide", login="other", unit=launched.unit)
        path = f"/editions/{launched.edition()['id']}/shares"

        assert other.post(path, {"channel": "moments"}).status_code == 404
        assert launched.hq.post(path, {"channel": "moments"}).status_code == 403


class TestDirect:
    def test_one_offer_and_no_article(self, launched):
        body = {"channel": "moments", "plan": launched.plan}
        made = launched.guide.post(f"/offers/{launched.offer}/shares", body)
        again = launched.guide.post(f"/offers/{launched.offer}/shares", body)

        assert made.status_code == 201
        assert [slot["key"] for slot in made.json["slots"]] == ["direct"]
        assert (again.status_code, again.json["code"]) == (200, made.json["code"])

    def test_without_a_plan_it_is_another(self, launched):
        within = launched.guide.post(f"/offers/{launched.offer}/shares", {"channel": "moments", "plan": launched.plan})
        alone = launched.guide.post(f"/offers/{launched.offer}/shares", {"channel": "sms"})

        assert (alone.status_code, alone.json["code"] != within.json["code"]) == (201, True)

    def test_a_dead_offer(self, launched):
        launched.hq.patch(f"/offers/{launched.offer}", {"active": False})
        refused = launched.guide.post(f"/offers/{launched.offer}/shares", {"channel": "moments"})

        assert (refused.status_code, refused.json["type"]) == (409, "offer-not-live")


class TestList:
    def test_each_sees_what_is_theirs(self, launched, sign_in):
        launched.share()
        near = sign_in("manager", login="near", unit=launched.unit)
        other = sign_in("guide", login="other", unit=launched.unit)
        totals = [who.get("/shares").json["total"] for who in (launched.guide, near, launched.hq, other)]

        assert totals == [1, 1, 1, 0]

    def test_by_task(self, launched):
        made = launched.share()

        assert launched.guide.get(f"/shares?task={made['task']}").json["total"] == 1
        assert launched.guide.get("/shares?task=x").json["total"] == 0


class TestWithdraw:
    def test_it_is_taken_back_and_workers_hear_of_it(self, launched, hub):
        code = launched.share()["code"]
        before = len(rows(hub, select(LinkChange).where(LinkChange.code == code)))
        answer = launched.guide.delete(f"/shares/{code}")

        assert answer.status_code == 204
        assert launched.guide.get(f"/shares/{code}").json["withdrawn_at"]
        assert len(rows(hub, select(LinkChange).where(LinkChange.code == code))) == before + 1

    def test_then_a_new_one_can_be_made(self, launched):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")

        assert launched.share()["code"] != code

    def test_it_can_be_undone(self, launched):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")
        launched.guide.post(f"/shares/{code}/restore")

        assert launched.share()["code"] == code

    def test_unless_a_new_one_stands_there(self, launched):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")
        launched.share()

        assert launched.guide.post(f"/shares/{code}/restore").json["type"] == "already-shared"

    def test_by_hq_and_not_by_a_manager(self, launched, sign_in):
        code = launched.share()["code"]
        manager = sign_in("manager", unit=launched.unit)

        assert [who.delete(f"/shares/{code}").status_code for who in (manager, launched.hq)] == [403, 204]

    def test_not_by_another_guide(self, launched, sign_in):
        other = sign_in("guide", login="other", unit=launched.unit)

        assert other.delete(f"/shares/{launched.share()['code']}").status_code == 404


class TestIntents:
    def test_the_first_one_does_the_task(self, launched, hub):
        code = launched.share()["code"]
        answer = launched.guide.post(f"/shares/{code}/intents", {"kind": "copied_text"})

        assert answer.status_code == 201
        assert launched.task["state"] == "done"
        assert [event.detail for event in rows(hub, select(Event))] == [{"intent": "copied_text"}]

    def test_an_unknown_kind(self, launched):
        code = launched.share()["code"]

        assert launched.guide.post(f"/shares/{code}/intents", {"kind": "sent"}).status_code == 422

    def test_of_a_withdrawn_share(self, launched):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")

        assert launched.guide.post(f"/shares/{code}/intents", {"kind": "forwarded"}).status_code == 410

    def test_only_ones_own(self, launched, sign_in):
        code = launched.share()["code"]
        other = sign_in("guide", login="other", unit=launched.unit)

        assert other.post(f"/shares/{code}/intents", {"kind": "x"}).status_code == 404
        assert launched.hq.post(f"/shares/{code}/intents", {"kind": "x"}).status_code == 403


class TestCaption:
    def test_own_words_are_kept(self, launched):
        code = launched.share()["code"]
        launched.guide.patch(f"/shares/{code}", {"caption": "我的话\r\n第二行"})

        assert launched.guide.get(f"/shares/{code}").json["caption"] == "我的话\n第二行"

    def test_nothing_goes_back_to_the_suggestion(self, launched):
        made = launched.share()
        launched.guide.patch(f"/shares/{made['code']}", {"caption": "我的话"})
        launched.guide.patch(f"/shares/{made['code']}", {"caption": ""})

        assert launched.guide.get(f"/shares/{made['code']}").json["caption"] == made["caption"]


class TestKit:
    def test_one_file_with_everything(self, launched):
        made = launched.share()
        answer = launched.guide.get(f"/shares/{made['code']}/kit.zip")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))

        assert answer.content_type == "application/zip"
        assert archive.namelist() == ["text.txt", "link.txt", "poster.png"]
        assert archive.read("link.txt").decode() == made["url"] + "\n"
        assert archive.read("poster.png")[:8] == b"\x89PNG\r\n\x1a\n"

    def test_only_behind_the_sign_in(self, launched, stranger):
        assert stranger.get(f"/shares/{launched.share()['code']}/kit.zip").status_code == 401


def visit(hub, code, *, visitor="v1", depth=80):
    with hub.services() as services, services.work:
        row = Visit(id=new_id(), share=code, visitor=visitor, opened_at=NOW, active_at=NOW + MINUTE, verdict="human")
        row.seen_at, row.depth, row.dwell = NOW, depth, 12_000
        services.work.session.add(row)


class TestViewers:
    def test_a_guide_sees_who_looked_at_the_own_link(self, launched, hub):
        code = launched.share()["code"]
        visit(hub, code)
        seen = launched.guide.get(f"/shares/{code}/viewers").json

        assert seen["total"] == 1
        assert seen["items"][0] == seen["items"][0] | {
            "visitor": "v1",
            "first_at": "2026-07-01T04:00:00.000Z",
            "last_at": "2026-07-01T04:01:00.000Z",
            "seconds": 12,
            "depth": 80,
        }

    def test_managers_and_hq_see_sums(self, launched, hub, sign_in):
        code = launched.share()["code"]
        visit(hub, code)
        manager = sign_in("manager", unit=launched.unit)
        answers = [who.get(f"/shares/{code}/viewers").json for who in (manager, launched.hq)]

        assert [(seen["items"], seen["sums"]["viewers"]) for seen in answers] == [([], 1), ([], 1)]

    def test_other_guides_see_nothing(self, launched, sign_in):
        other = sign_in("guide", login="other", unit=launched.unit)

        assert other.get(f"/shares/{launched.share()['code']}/viewers").status_code == 404
