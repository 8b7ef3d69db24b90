"""The guide's phone: today, reading, re-editing without scripts, the kit, who looked."""

import pytest

from contenthub.accounts.access import actor_of
from contenthub.kernel.ids import new_id
from contenthub.tracking.models import Conversion, Visit, VisitSlot
from tests.distribution.making import launch, replace
from tests.plans.making import DAY, NOW
from tests.web.making import Browser


@pytest.fixture
def launched(admin, sign_in):
    return launch(admin, sign_in)


@pytest.fixture
def phone(app, launched):
    found = Browser(app)
    found.sign_in("guide")
    return found


@pytest.fixture
def task(launched):
    return f"/guide/tasks/{launched.task['id']}"


def visited(hub, code, *, visitor="vis1tor", slot=None, depth=97, dwell=100_000):
    with hub.services() as services, services.work:
        row = Visit(id=new_id(), share=code, visitor=visitor, opened_at=NOW, active_at=NOW, verdict="human")
        row.seen_at, row.depth, row.dwell = NOW, depth, dwell
        services.work.session.add(row)
        services.work.session.flush()
        if slot:
            services.work.session.add(VisitSlot(visit_id=row.id, slot=slot, position=1, viewed_at=NOW, clicked_at=NOW))


class TestToday:
    def test_shows_the_tasks_with_their_deadline(self, phone, launched):
        page = phone.open("/guide").text

        assert "今天，李芳" in page
        assert "夏日通勤三套穿搭" in page
        assert "8月1日截止" in page
        assert "改两句就发" in page

    def test_the_last_day_is_said_in_hours(self, phone, launched, clock):
        launched.hq.patch(f"/plans/{launched.plan}", {"ends_at": "2026-07-01T12:00:00Z"})

        assert "今晚 20:00 截止" in phone.open("/guide").text

    def test_without_tasks_it_teaches_the_next_step(self, browse):
        assert "今天没有任务" in browse("guide", login="idle").open("/guide").text

    def test_counts_the_day(self, phone, launched, hub):
        code = launched.share()["code"]
        visited(hub, code, slot="top")
        page = phone.open("/guide").text

        assert "访客 VIS1" in page
        assert "读到文末 · 1 分 40 秒 · 点了「开篇卡槽」" in page

    def test_somebody_named_is_called_by_name(self, phone, launched, hub):
        visited(hub, launched.share(channel="one_to_one", recipient="张女士")["code"], depth=50, dwell=35_000)
        page = phone.open("/guide").text

        assert "张女士" in page
        assert "读到一半 · 35 秒" in page

    def test_colleagues_are_counted(self, phone, launched, sign_in):
        other = sign_in("guide", login="wang", unit=launched.unit)
        task = other.get("/tasks?mine=1").json["items"][0]["id"]
        other.post(f"/tasks/{task}/done")

        assert "同店 1 人已备发" in phone.open("/guide").text

    @pytest.mark.parametrize("role", ["marketer", "manager"])
    def test_is_for_guides(self, browse, role):
        assert browse(role).open("/guide").status_code == 403


class TestFigures:
    def figures(self, hub, guide):
        with hub.services() as services:
            person = services.people.get_person(guide)
        with hub.services(actor_of(person, scopes=frozenset())) as services:
            return services.guide_figures.today()

    def test_people_are_counted_once_and_yesterday_not_at_all(self, launched, hub, clock):
        code = launched.share()["code"]
        visited(hub, code, slot="top")
        visited(hub, code, slot="top")
        before = self.figures(hub, launched.guide.person)
        clock.advance(DAY)

        assert (before.viewers, before.clickers) == (1, 1)
        assert self.figures(hub, launched.guide.person).viewers == 0

    def test_refunds_are_taken_off(self, launched, hub):
        code = launched.share()["code"]
        with hub.services() as services, services.work:
            for number, (kind, amount) in enumerate([("order", 29900), ("refund", 9900)]):
                row = Conversion(id=new_id(), source="shop", external_id=str(number), kind=kind, amount=amount)
                row.currency, row.occurred_at, row.received_at, row.share = "CNY", NOW, NOW, code
                row.content_hash, row.rule, row.decision = "", "click", {}
                services.work.session.add(row)

        assert self.figures(hub, launched.guide.person).revenue == 20000


class TestReading:
    def test_shows_the_article_with_its_locks(self, phone, task):
        page = phone.open(task).text

        assert "通勤第一眼要利落。" in page
        assert "总部锁定，不能改" in page
        assert "直接转发" in page

    def test_opens_the_task(self, phone, task, launched):
        phone.open(task)

        assert launched.task["state"] == "opened"

    def test_own_edits_are_in_it(self, phone, task, launched):
        launched.edition(replace())
        page = phone.open(task).text

        assert "我自己穿M码" in page
        assert "有你的 1 处改动" in page

    def test_a_paused_plan_makes_no_links(self, phone, task, launched):
        launched.hq.post(f"/plans/{launched.plan}/pause")
        page = phone.open(task).text

        assert "这个计划暂停了" in page
        assert "直接转发" not in page

    def test_somebody_elses_is_not_there(self, browse, task):
        assert browse("guide", login="other").open(task).status_code == 404


class TestThreeTaps:
    def test_today_task_kit(self, phone, task, launched):
        phone.open("/guide")
        phone.open(task)
        kit = phone.send(f"{task}/share", follow_redirects=True)

        assert kit.status_code == 200
        assert "发给客户" in kit.text
        assert launched.task["state"] == "prepared"

    def test_a_channel_and_a_name_can_be_chosen(self, phone, task, launched):
        phone.open(task)
        kit = phone.send(f"{task}/share", {"channel": "one_to_one", "recipient": "张姐"}, follow_redirects=True)

        assert "张姐，您好！" in kit.text

    def test_a_refusal_is_said_on_the_page(self, phone, task, launched):
        phone.open(task)
        launched.hq.post(f"/plans/{launched.plan}/pause")
        page = phone.send(f"{task}/share", follow_redirects=True)

        assert "暂时不能新建链接" in page.text


class TestEditing:
    def test_starts_with_everything_the_script_needs(self, phone, task):
        page = phone.open(f"{task}/edit").text

        assert "data-start" in page
        assert "js/guide_edit" in page

    def test_without_scripts_open_texts_can_be_written_in(self, phone, task, launched):
        page = phone.open(f"{task}/edit").text
        phone.send(f"{task}/edit", {"text-b4": "我自己穿M码\n很<安心>"})

        assert 'name="text-b1"' not in page
        assert launched.guide.get(f"/tasks/{launched.task['id']}").json["state"] == "edited"
        assert "我自己穿M码" in phone.open(task).text
        assert "很&lt;安心&gt;" in phone.open(task).text

    def test_what_was_not_touched_is_no_edit(self, phone, task, launched):
        phone.open(f"{task}/edit")
        phone.send(f"{task}/edit", {"text-b4": "一条连衣裙解决所有早晨。"})

        assert launched.task["state"] == "opened"

    def test_marked_done_by_hand(self, phone, task, launched):
        phone.open(task)
        phone.send(f"{task}/done")

        assert launched.task["state"] == "done"


class TestKit:
    def test_has_words_link_poster_and_channels_of_the_plan(self, phone, launched):
        made = launched.share(replace())
        page = phone.open(f"/guide/shares/{made['code']}").text

        assert made["url"] in page
        assert f"/s/{made['code']}/poster.png" in page
        assert 'value="one_to_one"' in page
        assert 'value="sms"' not in page

    def test_another_channel_is_another_link(self, phone, launched):
        made = launched.share()
        phone.open(f"/guide/shares/{made['code']}")
        fields = {"channel": "one_to_one", "recipient": "张姐"}
        phone.send(f"/guide/shares/{made['code']}/again", fields)

        assert launched.guide.get("/shares").json["total"] == 2

    def test_is_nobody_elses(self, browse, launched):
        code = launched.share()["code"]

        assert browse("guide", login="other").open(f"/guide/shares/{code}").status_code == 404

    def test_taken_back_and_brought_back(self, phone, launched):
        code = launched.share()["code"]
        phone.open(f"/guide/shares/{code}")
        gone = phone.send(f"/guide/shares/{code}/withdraw", follow_redirects=True).text
        back = phone.send(f"/guide/shares/{code}/restore", follow_redirects=True).text

        assert "这个链接已经收回" in gone
        assert "复制文案" in back

    def test_an_offer_alone(self, phone, launched):
        phone.open("/guide/library?kind=offers")
        page = phone.send(f"/guide/offers/{launched.offer}/share", follow_redirects=True).text

        assert "满300减50" in page


class TestWhoLooked:
    def test_lists_the_links(self, phone, launched, hub):
        visited(hub, launched.share()["code"], slot="top")
        page = phone.open("/guide/shares").text

        assert "夏日通勤三套穿搭" in page
        assert "<b>1</b> 人看过" in page

    def test_without_links_it_teaches_the_next_step(self, phone):
        assert "还没有链接" in phone.open("/guide/shares").text

    def test_shows_what_each_did(self, phone, launched, hub):
        code = launched.share()["code"]
        visited(hub, code, slot="top")
        page = phone.open(f"/guide/shares/{code}/viewers").text

        assert "读到文末" in page
        assert "点了「开篇卡槽」" in page

    def test_without_visitors_it_teaches_the_next_step(self, phone, launched):
        assert "还没有人打开" in phone.open(f"/guide/shares/{launched.share()['code']}/viewers").text


class TestOtherTabs:
    @pytest.mark.parametrize("path", ["/guide/library", "/guide/library?kind=offers", "/guide/me"])
    def test_open(self, phone, path):
        assert phone.open(path).status_code == 200

    def test_a_search_without_results_says_so(self, phone):
        assert "没有找到「貂皮」" in phone.open("/guide/library?q=貂皮").text


class TestWeight:
    @pytest.mark.parametrize("path", ["/guide", "/guide/shares", "/guide/library", "/guide/me"])
    def test_pages_are_light(self, phone, path):
        assert len(phone.open(path).data) < 100_000
