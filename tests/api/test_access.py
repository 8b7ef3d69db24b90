from datetime import timedelta

from sqlalchemy import select

from contenthub.accounts.models import IdempotencyKey
from tests.conftest import PASSWORD

SIGN_IN = {"login": "li", "password": PASSWORD, "label": "phone"}


class TestTokens:
    def test_login_and_password_give_a_token_that_works(self, sign_in, stranger) -> None:
        sign_in("guide", login="li")

        made = stranger.post("/tokens", SIGN_IN)

        assert made.status_code == 201
        stranger.token = made.json["token"]
        assert stranger.get("/me").json["login"] == "li"

    def test_a_wrong_password_is_refused_in_words(self, sign_in, stranger) -> None:
        sign_in("guide", login="li")

        answer = stranger.post("/tokens", {**SIGN_IN, "password": "wrong password"})

        assert answer.status_code == 401
        assert answer.json["type"] == "wrong-password"
        assert answer.content_type == "application/problem+json"

    def test_repeated_failures_must_wait(self, sign_in, stranger) -> None:
        sign_in("guide", login="li")
        for _ in range(5):
            stranger.post("/tokens", {**SIGN_IN, "password": "wrong password"})

        answer = stranger.post("/tokens", SIGN_IN)

        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_after_the_window_the_right_password_works_again(self, sign_in, stranger, clock) -> None:
        sign_in("guide", login="li")
        for _ in range(5):
            stranger.post("/tokens", {**SIGN_IN, "password": "wrong password"})
        clock.advance(timedelta(minutes=16))

        assert stranger.post("/tokens", SIGN_IN).status_code == 201

    def test_a_revoked_token_is_nobody(self, guide) -> None:
        token = guide.get("/tokens").json["items"][0]["id"]

        assert guide.delete(f"/tokens/{token}").status_code == 204
        assert guide.get("/me").status_code == 401

    def test_somebody_elses_token_is_not_found(self, guide, marketer) -> None:
        token = marketer.get("/tokens").json["items"][0]["id"]

        assert guide.delete(f"/tokens/{token}").status_code == 404

    def test_a_read_token_cannot_write(self, sign_in, stranger) -> None:
        sign_in("admin", login="li")
        stranger.token = stranger.post("/tokens", {**SIGN_IN, "scopes": ["read"]}).json["token"]

        assert stranger.get("/people").status_code == 200
        assert stranger.post("/units", {"name": "华东区", "kind": "region"}).status_code == 403

    def test_the_secret_is_told_once_and_not_kept(self, guide) -> None:
        assert guide.token not in guide.get("/tokens").text


class TestPeople:
    def test_the_walkthrough_adds_a_unit_and_a_guide(self, admin) -> None:
        unit = admin.post("/units", {"name": "华东区", "kind": "region", "parent": None}).json

        person = admin.post(
            "/people", {"login": "li", "name": "李芳", "role": "guide", "unit": unit["id"], "password": PASSWORD}
        )

        assert person.status_code == 201
        assert {key: person.json[key] for key in ("login", "name", "role", "unit")} == {
            "login": "li",
            "name": "李芳",
            "role": "guide",
            "unit": unit["id"],
        }

    def test_every_wrong_field_is_listed(self, admin) -> None:
        answer = admin.post("/people", {"login": "", "role": "king", "extra": 1})

        assert answer.status_code == 422
        assert {error["field"] for error in answer.json["errors"]} == {"login", "name", "role", "password", "extra"}

    def test_permission_is_judged_before_the_input(self, guide) -> None:
        assert guide.post("/people", {"nonsense": True}).status_code == 403

    def test_a_login_is_taken_once(self, admin) -> None:
        body = {"login": "li", "name": "李芳", "role": "guide", "password": PASSWORD}
        admin.post("/people", body)

        answer = admin.post("/people", {**body, "login": "LI"})

        assert (answer.status_code, answer.json["type"]) == (409, "login-taken")

    def test_a_deactivated_person_is_out_at_once(self, admin, guide) -> None:
        admin.patch(f"/people/{guide.person}", {"active": False})

        assert guide.get("/me").status_code == 401

    def test_the_last_admin_stays(self, admin) -> None:
        answer = admin.patch(f"/people/{admin.person}", {"active": False})

        assert (answer.status_code, answer.json["type"]) == (409, "last-admin")

    def test_a_manager_sees_the_own_units_only(self, admin, sign_in) -> None:
        east = admin.post("/units", {"name": "华东区", "kind": "region"}).json["id"]
        south = admin.post("/units", {"name": "华南区", "kind": "region"}).json["id"]
        sign_in("guide", login="li", unit=east)
        other = sign_in("guide", login="wang", unit=south)
        manager = sign_in("manager", unit=east)

        people = manager.get("/people").json["items"]

        assert {person["login"] for person in people} == {"li", "manager"}
        assert manager.patch(f"/people/{other.person}", {}).status_code == 403

    def test_changing_the_password_needs_the_old_one(self, guide) -> None:
        answer = guide.post("/me/password", {"old": "not it at all", "new": "brand new words"})

        assert (answer.status_code, answer.json["errors"]) == (422, [{"field": "old", "reason": "wrong"}])


class TestShapes:
    def test_broken_json_is_a_bad_request(self, admin) -> None:
        answer = admin.call("POST", "/units", data="{", headers={"Content-Type": "application/json"})

        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"

    def test_an_unknown_address_answers_as_a_problem(self, admin) -> None:
        answer = admin.get("/nothing")

        assert (answer.status_code, answer.json["type"]) == (404, "not-found")

    def test_nobody_is_asked_to_sign_in(self, stranger) -> None:
        assert stranger.get("/me").status_code == 401

    def test_a_deeply_nested_body_is_refused(self, admin) -> None:
        answer = admin.call("POST", "/units", data="[" * 100_000, headers={"Content-Type": "application/json"})

        assert answer.status_code == 400


class TestIdempotency:
    def test_the_same_key_gives_the_same_answer(self, admin) -> None:
        call = {"path": "/units", "body": {"name": "华东区", "kind": "region"}, "headers": {"Idempotency-Key": "k1"}}

        first, second = admin.post(**call), admin.post(**call)

        assert first.json == second.json
        assert admin.get("/units").json["total"] == 2

    def test_the_same_key_for_another_request_is_a_conflict(self, admin) -> None:
        admin.post("/units", {"name": "华东区", "kind": "region"}, headers={"Idempotency-Key": "k1"})

        answer = admin.post("/units", {"name": "华南区", "kind": "region"}, headers={"Idempotency-Key": "k1"})

        assert (answer.status_code, answer.json["type"]) == (409, "idempotency-key-reused")

    def test_a_refused_request_may_be_tried_again(self, admin) -> None:
        admin.post("/units", {"name": "", "kind": "region"}, headers={"Idempotency-Key": "k1"})

        assert (
            admin.post("/units", {"name": "", "kind": "region"}, headers={"Idempotency-Key": "k1"}).status_code == 422
        )

    def test_keys_of_two_people_do_not_meet(self, admin, sign_in) -> None:
        other = sign_in("admin", login="other")
        admin.post("/units", {"name": "华东区", "kind": "region"}, headers={"Idempotency-Key": "k1"})

        answer = other.post("/units", {"name": "华南区", "kind": "region"}, headers={"Idempotency-Key": "k1"})

        assert answer.json["name"] == "华南区"

    def test_a_token_is_kept_nowhere_so_each_request_makes_one(self, sign_in, hub) -> None:
        li = sign_in("guide", login="li")

        first, second = (li.post("/tokens", SIGN_IN, headers={"Idempotency-Key": "k1"}) for _ in range(2))

        with hub.services() as services:
            assert services.work.session.scalars(select(IdempotencyKey)).all() == []
        assert first.json["token"] != second.json["token"]
