"""The public addresses, one answer at a time."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from contenthub.kernel.signing import Signer
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.target import Target
from tests.customers import Customer
from tests.tracking.world import CODE, OTHER, SHOP, World, direct, nonce_of, offer, page


class TestPage:
    def test_it_is_the_compiled_html_with_a_nonce_of_its_own(self, customer: Customer) -> None:
        answers = [customer.get(f"/s/{CODE}") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content_type == "text/html; charset=utf-8"
        assert len({nonce_of(answer) for answer in answers}) == 1  # same visitor, same second
        assert b"@@NONCE@@" not in answers[0].data

    def test_every_answer_is_private_unindexed_and_strict(self, customer: Customer) -> None:
        paths = (f"/s/{CODE}", f"/s/{CODE}/top", "/s/unknown", f"/s/{CODE}/nothing")
        answers = [customer.get(path) for path in paths] + [customer.post("/e", data="?")]

        assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
        assert {answer.headers["Referrer-Policy"] for answer in answers} == {"strict-origin"}
        assert {answer.headers["X-Robots-Tag"] for answer in answers} == {"noindex"}
        assert {answer.headers["X-Content-Type-Options"] for answer in answers} == {"nosniff"}
        assert all("script-src 'self';" in answer.headers["Content-Security-Policy"] for answer in answers)

    def test_a_new_visitor_gets_a_lasting_cookie(self, customer: Customer) -> None:
        cookie = customer.get(f"/s/{CODE}").headers["Set-Cookie"]

        assert cookie.startswith("ch_v=")
        assert cookie.partition(";")[2] == " Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax"

    def test_a_known_visitor_gets_none(self, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")

        assert "Set-Cookie" not in customer.get(f"/s/{CODE}").headers

    def test_an_unknown_code_is_not_found(self, customer: Customer) -> None:
        answer = customer.get("/s/unknown")

        assert (answer.status_code, answer.data) == (404, b"<p>no such page")

    @pytest.mark.parametrize("code", ["a" * 17, "a-b", "中文", "a%00b"])
    def test_what_cannot_be_a_code_is_not_even_looked_up(self, world: World, code: str) -> None:
        answer = world.customer().get(f"/s/{code}")

        assert (answer.status_code, world.asked) == (404, [])

    def test_what_was_taken_back_is_gone_with_its_page(self, world: World, customer: Customer) -> None:
        world.targets[OTHER] = Target(OTHER, 410, b"<p>withdrawn")

        answers = [customer.get(f"/s/{OTHER}"), customer.get(f"/s/{OTHER}/top")]

        assert [(answer.status_code, answer.data) for answer in answers] == [(410, b"<p>withdrawn")] * 2

    @pytest.mark.parametrize(
        "path", ["/", "/s/", f"/s/{CODE}/", f"/s/{CODE}/m/b1/thumb", f"/s/{CODE}/poster.png", "/ee"]
    )
    def test_everything_else_goes_to_the_application(self, customer: Customer, path: str) -> None:
        assert customer.get(path).status_code == 418

    @pytest.mark.parametrize("path", [f"/s/{CODE}", f"/s/{CODE}/top"])
    def test_other_methods_are_refused(self, customer: Customer, path: str) -> None:
        answer = customer.post(path)

        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")

    def test_a_failing_lookup_asks_to_come_back(self, world: World, customer: Customer, monkeypatch) -> None:
        monkeypatch.setattr(world, "targets", None)

        answer = customer.get(f"/s/{OTHER}")

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


class TestSlot:
    def test_it_leads_to_the_offer_with_a_click_id(self, customer: Customer) -> None:
        answer = customer.get(f"/s/{CODE}/top")

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"{SHOP}?ch_click=")

    def test_the_click_id_says_where_it_came_from(self, world: World, customer: Customer) -> None:
        location = customer.get(f"/s/{CODE}/end").headers["Location"]

        click = ClickIds(world.hub.settings.secret).read(location.partition("ch_click=")[2])

        assert click is not None
        assert (click.share, click.slot, click.position, click.offer_id) == (CODE, "end", 2, "O2")
        assert click.at == world.hub.clock.now()

    @pytest.mark.parametrize(
        ("url", "before", "after"),
        [
            (f"{SHOP}?a=1", f"{SHOP}?a=1&ch_click=", ""),
            (f"{SHOP}?a=1#top", f"{SHOP}?a=1&ch_click=", "#top"),
            (f"{SHOP}#top?x", f"{SHOP}?ch_click=", "#top?x"),
            (f"{SHOP}?ch_click=old&a=1", f"{SHOP}?a=1&ch_click=", ""),
            (f"{SHOP}?a=1&ch_click=old&b=2#x", f"{SHOP}?a=1&b=2&ch_click=", "#x"),
            (f"{SHOP}?xch_click=1&ch_click=", f"{SHOP}?xch_click=1&ch_click=", ""),
            (
                "https://商店.example/裙?名=长#尾",
                "https://xn--czrs0t.example/%E8%A3%99?%E5%90%8D=%E9%95%BF&ch_click=",
                "#%E5%B0%BE",
            ),
        ],
    )
    def test_the_click_id_comes_before_the_fragment_and_replaces_another(
        self, world: World, url: str, before: str, after: str
    ) -> None:
        world.share(page(OTHER, top=[offer(url=url)]))

        location = world.customer().get(f"/s/{OTHER}/top").headers["Location"]

        assert location.startswith(before)
        assert location.endswith(after)
        assert urlsplit(location).query.count("ch_click=") - urlsplit(url).query.count("xch_click=") == 1

    def test_the_first_offer_whose_window_is_open_is_chosen(self, world: World) -> None:
        now = world.hub.clock.now().timestamp()
        offers = [
            offer("past", ends_at=now),
            offer("later", starts_at=now + 1),
            offer("now", url=f"{SHOP}/now", ends_at=now + 9),
        ]
        world.share(page(OTHER, top=offers))

        assert world.customer().get(f"/s/{OTHER}/top").headers["Location"].startswith(f"{SHOP}/now?")

    def test_the_next_offer_takes_over_when_one_ends(self, world: World, clock) -> None:
        ends = clock.now().timestamp() + 60
        world.share(page(OTHER, top=[offer("first", ends_at=ends), offer("second", url=f"{SHOP}/2")]))
        customer = world.customer()
        customer.get(f"/s/{OTHER}/top")

        clock.advance(timedelta(seconds=60))

        assert customer.get(f"/s/{OTHER}/top").headers["Location"].startswith(f"{SHOP}/2?")

    def test_without_a_live_offer_it_leads_back_to_the_page(self, world: World) -> None:
        world.share(page(OTHER, top=[]))

        answer = world.customer().get(f"/s/{OTHER}/top")

        assert (answer.status_code, answer.headers["Location"]) == (302, f"/s/{OTHER}")

    def test_an_unknown_slot_is_not_found(self, customer: Customer) -> None:
        assert customer.get(f"/s/{CODE}/middle").status_code == 404


class TestDirect:
    def test_the_share_itself_leads_to_the_offer(self, world: World) -> None:
        world.share(direct(OTHER))

        answer = world.customer().get(f"/s/{OTHER}")

        assert answer.status_code == 302
        assert f"{OTHER}.direct.1." in answer.headers["Location"]

    def test_it_is_an_open_and_a_click_so_that_its_rates_have_their_units(self, world: World) -> None:
        world.share(direct(OTHER))

        world.customer().get(f"/s/{OTHER}")

        assert world.counted() == {"open": 1, "impression": 1, "click": 1}

    def test_after_its_offer_ended_it_is_gone_with_a_page(self, world: World, clock) -> None:
        world.share(direct(OTHER, offer(ends_at=clock.now().timestamp())))

        answer = world.customer().get(f"/s/{OTHER}")

        assert (answer.status_code, answer.data) == (410, b"<p>ended")


class TestHead:
    @pytest.mark.parametrize("path", [f"/s/{CODE}", "/s/unknown"])
    def test_it_has_the_status_and_headers_of_get_without_a_cookie(self, world: World, path: str) -> None:
        got, head = world.customer().get(path), world.customer().head(path)

        kept = [(name, value) for name, value in got.headers if name != "Set-Cookie"]
        assert (head.status_code, list(head.headers), head.data) == (got.status_code, kept, b"")

    def test_a_slot_gives_no_click_id(self, customer: Customer) -> None:
        answer = customer.head(f"/s/{CODE}/top")

        assert (answer.status_code, answer.headers["Location"]) == (302, SHOP)
        assert "Set-Cookie" not in answer.headers

    def test_nothing_happened(self, world: World, customer: Customer) -> None:
        for path in (f"/s/{CODE}", f"/s/{CODE}/top", "/e"):
            customer.head(path)

        assert world.events() == []


class TestVisitor:
    @pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
    def test_who_does_not_want_to_be_followed_gets_no_cookie(self, world: World, header: str) -> None:
        customer = world.customer()

        answers = [customer.get(f"/s/{CODE}", headers={header: "1"}) for _ in range(2)]

        assert not any("Set-Cookie" in answer.headers for answer in answers)
        assert len({event.visitor for event in world.events()}) == 1

    def test_their_mark_changes_with_the_day(self, world: World, clock) -> None:
        customer = world.customer()
        customer.get(f"/s/{CODE}", headers={"DNT": "1"})
        clock.advance(timedelta(days=1))
        customer.get(f"/s/{CODE}", headers={"DNT": "1"})

        assert len({event.visitor for event in world.events()}) == 2

    def test_a_cookie_they_have_is_not_read(self, world: World) -> None:
        customer = world.customer()
        customer.get(f"/s/{CODE}")
        customer.get(f"/s/{CODE}", headers={"Sec-GPC": "1"})

        assert len({event.visitor for event in world.events()}) == 2

    def test_a_cookie_that_is_not_one_of_ours_is_replaced(self, world: World, customer: Customer) -> None:
        customer.set_cookie("ch_v", "x' OR 1=1")

        assert "Set-Cookie" in customer.get(f"/s/{CODE}").headers

    def test_no_address_is_written_anywhere(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}", headers={"DNT": "1"})
        customer.post("/e", json={"share": CODE, "visit": "v1", "seq": 1, "events": [{"kind": "seen"}]})
        world.hub.drain()

        home = world.hub.settings.home.parent
        assert not [path for path in home.rglob("*") if path.is_file() and b"203.0.113" in path.read_bytes()]


class TestTooOften:
    def test_guessing_codes_ends_in_429(self, world: World) -> None:
        customer = world.customer()

        statuses = [customer.get(f"/s/guess{number}").status_code for number in range(40)]

        assert statuses == [404] * 30 + [429] * 10

    def test_links_that_exist_still_answer_the_same_address(self, world: World) -> None:
        customer = world.customer()
        for number in range(40):
            customer.get(f"/s/guess{number}")

        assert customer.get(f"/s/{CODE}").status_code == 200

    def test_another_address_is_not_concerned(self, world: World) -> None:
        guesser = world.customer()
        for number in range(40):
            guesser.get(f"/s/guess{number}")

        assert world.customer(address="198.51.100.1").get("/s/unknown").status_code == 404


class TestStaff:
    def test_a_guides_own_look_is_not_counted(self, world: World, customer: Customer) -> None:
        customer.set_cookie("ch_me", Signer(world.hub.settings.secret, purpose="staff").seal("person"))

        customer.get(f"/s/{CODE}")

        assert world.verdicts("open") == ["self"]

    def test_a_forged_staff_cookie_makes_nobody_staff(self, world: World, customer: Customer) -> None:
        customer.set_cookie("ch_me", "person.AAAAAAAAAAAAAAAAAAAAAA")

        customer.get(f"/s/{CODE}")

        assert world.verdicts("open") == ["human"]
