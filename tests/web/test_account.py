"""Set-up, signing in and out, one's own account."""

import re
from datetime import timedelta

import pytest

from contenthub.kernel.signing import Signer
from tests.conftest import PASSWORD

FIRST = {"name": "王总", "login": "wang", "password": PASSWORD, "again": PASSWORD}


class TestSetUp:
    def test_without_people_the_home_page_leads_there(self, browser):
        answer = browser.open("/", follow_redirects=True)

        assert answer.request.path == "/setup"

    def test_makes_an_admin_who_is_signed_in(self, browser, hub):
        browser.open("/setup")

        answer = browser.send("/setup", FIRST)

        assert answer.status_code == 303
        assert browser.open("/account").status_code == 200
        with hub.services() as services:
            assert services.people.find_by_login("wang").role == "admin"

    def test_two_different_passwords_make_nobody(self, browser, hub):
        browser.open("/setup")

        answer = browser.send("/setup", FIRST | {"again": "something else"})

        assert answer.status_code == 422
        assert "两次输入不一样" in answer.text
        with hub.services() as services:
            assert not services.people.has_people()

    def test_with_people_it_leads_to_the_sign_in(self, browser, admin):
        answer = browser.open("/setup")

        assert (answer.status_code, answer.location) == (302, "/sign-in")

    def test_with_people_it_makes_no_second_admin(self, browser, admin, hub):
        browser.open("/sign-in")

        answer = browser.send("/setup", FIRST)

        assert answer.status_code == 409
        with hub.services() as services:
            assert services.people.find_by_login("wang") is None


class TestSignIn:
    @pytest.mark.parametrize(
        ("role", "home"),
        [("admin", "/library"), ("marketer", "/library"), ("manager", "/library"), ("guide", "/guide")],
    )
    def test_leads_each_role_to_where_its_day_begins(self, browse, role, home):
        assert browse(role).open("/").location == home

    def test_leads_back_to_the_page_that_was_asked_for(self, browser, admin):
        asked = browser.open("/people?q=li")
        answer = browser.sign_in("admin", next_path="/people?q=li")

        assert asked.location == "/sign-in?next=/people?q%3Dli"
        assert answer.location == "/people?q=li"

    @pytest.mark.parametrize(
        "evil",
        ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "evil"],
    )
    def test_never_leads_to_another_site(self, browser, admin, evil):
        assert browser.sign_in("admin", next_path=evil).location == "/"

    def test_a_wrong_password_is_told_without_saying_what_was_wrong(self, browser, admin):
        known, unknown = browser.sign_in("admin", password="no"), browser.sign_in("nobody", password="no")

        assert (known.status_code, unknown.status_code) == (401, 401)
        assert "登录名或密码不对" in known.text
        assert "登录名或密码不对" in unknown.text

    def test_is_throttled_after_repeated_failures(self, browser, admin, clock):
        for _try in range(5):
            browser.sign_in("admin", password="no")

        answer = browser.sign_in("admin")
        clock.advance(timedelta(minutes=16))

        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "试错次数太多" in answer.text
        assert browser.sign_in("admin").status_code == 303

    def test_gives_a_fresh_session_and_ends_the_old_one(self, browser, admin):
        browser.sign_in("admin")
        old = browser.cookie("ch_session")
        browser.open("/account")
        browser.send("/sign-in", {"login": "admin", "password": PASSWORD})

        assert browser.cookie("ch_session") != old
        browser.http.set_cookie("ch_session", old)
        assert browser.open("/account").status_code == 302

    def test_its_cookies_are_out_of_reach_of_scripts(self, browser, admin):
        cookies = browser.sign_in("admin").headers.getlist("Set-Cookie")
        own = [cookie for cookie in cookies if cookie.startswith(("ch_session=", "ch_me="))]

        assert len(own) == 2
        assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in own)

    def test_tells_the_front_door_that_this_is_staff(self, browser, admin, settings):
        browser.sign_in("admin")

        assert Signer(settings.secret, purpose="staff").open(browser.cookie("ch_me")) == admin.person

    def test_whoever_is_signed_in_goes_on(self, browse):
        assert browse("admin").open("/sign-in").location == "/"


class TestSignOut:
    def test_ends_the_session_and_takes_both_cookies(self, browse):
        browser = browse("admin")
        browser.open("/account")

        browser.send("/sign-out")

        assert (browser.cookie("ch_session"), browser.cookie("ch_me")) == ("", "")
        assert browser.open("/account").status_code == 302


class TestForgery:
    @pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/account/password", "/people/new", "/units/new"])
    def test_a_form_without_its_token_is_refused(self, browse, path):
        browser = browse("admin")

        assert browser.http.post(path, data={}).status_code == 400

    def test_the_api_with_a_cookie_asks_for_the_token_too(self, browse):
        browser = browse("admin")
        browser.open("/account")
        body = {"name": "华东区", "kind": "region", "parent": None}

        bare = browser.http.post("/api/v1/units", json=body)
        with_token = browser.http.post("/api/v1/units", json=body, headers={"X-CSRF-Token": browser.token})

        assert (bare.status_code, with_token.status_code) == (400, 201)


class TestPassword:
    def test_is_changed_with_the_old_one(self, browse, browser):
        mine = browse("guide")
        mine.open("/account")

        mine.send("/account/password", {"old": PASSWORD, "new": "another horse", "again": "another horse"})

        assert browser.sign_in("guide", password="another horse").status_code == 303

    def test_a_wrong_old_one_is_told_at_its_field(self, browse):
        mine = browse("guide")
        mine.open("/account")

        answer = mine.send("/account/password", {"old": "no", "new": "another horse", "again": "another horse"})

        assert answer.status_code == 422
        assert 'id="old-wrong"' in answer.text


class TestDevices:
    def test_another_device_is_signed_out(self, browse, app):
        mine, other = browse("guide"), type(browse("marketer"))(app)
        other.sign_in("guide")
        path = re.search(r'action="(/account/sessions/\w+/end)"', mine.open("/account").text)[1]

        mine.send(path)

        assert other.open("/account").status_code == 302
        assert mine.open("/account").status_code == 200


class TestTokens:
    def test_the_secret_is_shown_once(self, browse, stranger):
        mine = browse("marketer")
        mine.open("/account")

        made = mine.send("/account/tokens", {"label": "商城", "scope": "read"})
        stranger.token = re.search(r"<code>(ch_[^<]+)</code>", made.text)[1]

        assert stranger.get("/me").json["login"] == "marketer"
        assert stranger.token not in mine.open("/account").text

    def test_one_for_conversions_needs_a_source(self, browse):
        mine = browse("marketer")
        mine.open("/account")

        answer = mine.send("/account/tokens", {"label": "商城", "scope": "conversions"})

        assert answer.status_code == 422
        assert 'id="source-wrong"' in answer.text


class TestLanguage:
    def test_is_remembered(self, browse):
        mine = browse("marketer")
        mine.open("/account")

        mine.send("/account/language", {"locale": "en"})

        assert '<html lang="en">' in mine.open("/account").text
