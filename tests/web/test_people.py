"""The organisation and the audit trail, by role."""

import pytest

PERSON = {"login": "li", "name": "李芳", "role": "guide", "password": "correct horse"}
ALLOWED, REFUSED = 200, 403


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", ["/people", "/audit", "/people/new", "/units/new", "/account"])
    def test_a_stranger_is_led_to_the_sign_in(self, browser, admin, path):
        assert browser.open(path).location.startswith("/sign-in?next=")

    @pytest.mark.parametrize(
        ("role", "path", "status"),
        [
            ("admin", "/people", ALLOWED),
            ("admin", "/audit", ALLOWED),
            ("admin", "/people/new", ALLOWED),
            ("marketer", "/people", ALLOWED),
            ("marketer", "/audit", REFUSED),
            ("marketer", "/people/new", REFUSED),
            ("manager", "/people", ALLOWED),
            ("manager", "/units/new", REFUSED),
            ("guide", "/people", REFUSED),
            ("guide", "/audit", REFUSED),
            ("guide", "/account", ALLOWED),
        ],
    )
    def test_each_role_sees_its_own(self, browse, role, path, status):
        assert browse(role).open(path).status_code == status

    def test_what_one_may_not_do_is_not_offered(self, browse):
        assert "/people/new" not in browse("marketer").open("/people").text

    def test_a_manager_sees_only_the_own_unit(self, admin, browse, sign_in):
        unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
        sign_in("guide", login="inside", name="赵敏", unit=unit)
        sign_in("guide", login="outside", name="钱多多")

        text = browse("manager", unit=unit).open("/people").text

        assert "赵敏" in text
        assert "钱多多" not in text


class TestAddPerson:
    def test_they_can_sign_in(self, browse, browser):
        admin = browse("admin")
        admin.open("/people/new")

        answer = admin.send("/people/new", PERSON)

        assert answer.status_code == 303
        assert browser.sign_in("li").status_code == 303

    def test_a_taken_login_is_told_and_nothing_typed_is_lost(self, browse, guide):
        admin = browse("admin")
        admin.open("/people/new")

        answer = admin.send("/people/new", PERSON | {"login": "guide", "name": "另一位"})

        assert answer.status_code == 409
        assert "已经有人用了" in answer.text
        assert 'value="另一位"' in answer.text

    def test_a_short_password_is_told_at_its_field(self, browse):
        admin = browse("admin")
        admin.open("/people/new")

        answer = admin.send("/people/new", PERSON | {"password": "short"})

        assert answer.status_code == 422
        assert 'id="password-wrong"' in answer.text


class TestChangePerson:
    def test_role_name_and_unit_change_together(self, browse, guide, hub):
        admin = browse("admin")
        admin.open(f"/people/{guide.person}")

        admin.send(f"/people/{guide.person}", {"name": "李小芳", "role": "manager", "unit": "", "password": ""})

        with hub.services() as services:
            changed = services.people.get_person(guide.person)
        assert (changed.name, changed.role) == ("李小芳", "manager")

    def test_nothing_changes_when_the_password_is_too_short(self, browse, guide, hub):
        admin = browse("admin")
        admin.open(f"/people/{guide.person}")

        answer = admin.send(f"/people/{guide.person}", {"name": "李小芳", "role": "guide", "password": "short"})

        assert answer.status_code == 422
        with hub.services() as services:
            assert services.people.get_person(guide.person).name == "李芳"


class TestLeave:
    def test_says_what_happens_first(self, browse, guide):
        text = browse("admin").open(f"/people/{guide.person}/leave").text

        assert "马上从所有设备退出" in text
        assert "任务" in text

    def test_ends_the_persons_sessions_at_once(self, browse):
        admin, guide = browse("admin"), browse("guide")
        person = guide.http.get("/api/v1/me").json["id"]
        admin.open(f"/people/{person}/leave")

        admin.send(f"/people/{person}/leave")

        assert guide.open("/account").status_code == 302

    def test_keeps_the_last_admin(self, browse):
        admin = browse("admin")
        person = admin.http.get("/api/v1/me").json["id"]
        admin.open(f"/people/{person}/leave")

        answer = admin.send(f"/people/{person}/leave")

        assert answer.status_code == 409
        assert "最后一位管理员" in answer.text


class TestUnits:
    def test_one_is_added_under_another(self, browse, hub):
        admin = browse("admin")
        admin.open("/units/new")

        admin.send("/units/new", {"name": "华东区", "kind": "region", "parent": ""})

        assert "华东区" in admin.open("/people").text

    def test_one_without_a_name_is_refused(self, browse):
        admin = browse("admin")
        admin.open("/units/new")

        answer = admin.send("/units/new", {"name": " ", "kind": "store", "parent": ""})

        assert answer.status_code == 422
        assert "这里不能空着" in answer.text


class TestAudit:
    def test_tells_who_did_what_in_a_sentence(self, browse):
        admin = browse("admin", name="王总")
        admin.open("/people/new")
        admin.send("/people/new", PERSON)

        text = admin.open("/audit").text

        assert "王总</a> 添加了人员 李芳（导购）" in text

    def test_is_narrowed_to_a_kind(self, browse, admin):
        admin.post("/units", {"name": "华东区", "kind": "region", "parent": None})

        text = browse("admin", login="other").open("/audit?kind=unit").text

        assert "添加了组织 「华东区」" in text
        assert "添加了人员" not in text
