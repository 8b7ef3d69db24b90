"""Input nobody means well by: whatever is sent, the answer is a refusal in words, never a breakdown."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contenthub.accounts.values import Scope
from tests.api.house import House, furnished
from tests.api.inputs import TEXTS, in_address, values
from tests.api.test_permissions import ASKING, NAMING, TABLE
from tests.clients import Api
from tests.conftest import copied, house_settings
from tests.plans.making import offer_body
from tests.web.making import Browser

FEW = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MAY = {"ok", "409", "422", "428"}
READS = {"422", "428"}
BODIED = [call for call in TABLE if "GET" not in call and READS & {*TABLE[call].values()} and call != "POST /assets"]
JSON = "application/json"


@pytest.fixture(scope="module")
def house(template_database, tmp_path_factory):
    """One house for all: whatever becomes of it, it must go on answering."""
    home = tmp_path_factory.mktemp("hostile")
    with copied(template_database, home) as url, furnished(house_settings(home, url)) as made:
        made.things["person"] = made.callers["colleague"].person
        yield made


@pytest.fixture(scope="module")
def document(house: House) -> dict[str, Any]:
    """What the API says of itself."""
    found: dict[str, Any] = house.callers["nobody"].get("/openapi.json").json
    return found


@pytest.fixture(scope="module")
def operations(house: House, document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What it says of each view that takes input."""
    return {
        house.endpoint(f"{method.upper()} {path.removeprefix('/api/v1')}"): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/v1") and (operation.get("requestBody") or questions(operation))
    }


def questions(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of an operation's query."""
    return [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]


def may(call: str) -> str:
    """Return somebody who may make a call, a guide if possible."""
    return next(caller for caller in ("guide", "marketer", "admin", "shop") if TABLE[call][caller] in MAY)


def send(house: House, call: str, body: bytes | str, *, kind: str = JSON) -> Any:
    """Send a raw body with a call, on any revision."""
    method, path = call.split(maxsplit=1)
    return house.callers[may(call)].call(
        method, house.named(path), data=body, headers={"Content-Type": kind, "If-Match": "*"}
    )


def holds(answer: Any) -> bool:
    """Say whether an answer is one: no breakdown, and JSON where it says so."""
    if answer.status_code >= 500:
        return False
    return "json" not in (answer.content_type or "") or not answer.data or json.loads(answer.data.decode()) is not None


class TestAnyInput:
    @pytest.mark.parametrize("call", BODIED)
    @FEW
    @given(data=st.data())
    def test_no_body_breaks_a_call(self, house: House, document, operations, call: str, data) -> None:
        content = operations[house.endpoint(call)]["requestBody"]["content"]
        known = list(house.things.values())
        body = data.draw(values(content[JSON]["schema"], of=document, known=known))

        assert holds(send(house, call, json.dumps(body)))

    @pytest.mark.parametrize("call", ASKING)
    @FEW
    @given(data=st.data())
    def test_no_question_breaks_a_call(self, house: House, document, operations, call: str, data) -> None:
        asked = {part["name"]: part["schema"] for part in questions(operations[house.endpoint(call)])}
        name = data.draw(st.sampled_from(sorted(asked)))
        value = data.draw(values(asked[name], of=document, known=list(house.things.values())))
        path = house.named(call.split()[1])

        assert holds(house.callers["marketer"].get(f"{path}?{name}={in_address(value)}"))

    @pytest.mark.parametrize("call", NAMING)
    def test_no_name_breaks_a_call(self, house: House, call: str) -> None:
        head, _brace, rest = call.partition("{")
        calls = [f"{head}{in_address(text)}{rest.partition('}')[2]}" for text in TEXTS]

        assert [one for one in calls if not holds(house.ask(may(call), one))] == []

    @pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999"])
    def test_a_version_that_cannot_be_is_not_found(self, house: House, number: str) -> None:
        path = house.named(f"/contents/{{content}}/versions/{number}")

        assert house.callers["admin"].get(path).status_code == 404


class TestBodies:
    @pytest.mark.parametrize("kind", [JSON, "text/plain", "multipart/form-data", "application/json; charset=bogus", ""])
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"null",
            b"[NaN]",
            b'"\xed\xa0\x80"',
            b"1" * 5000,
            b'{"a":' * 9000,
            '{"name":"店"}'.encode("utf-16"),
        ],
    )
    def test_what_is_no_json_object_is_refused(self, house: House, body: bytes, kind: str) -> None:
        assert send(house, "POST /units", body, kind=kind).status_code in {400, 422}

    def test_a_text_that_is_none_is_named(self, house: House) -> None:
        refused = send(house, "POST /contents", r'{"title": "a\u0000", "blocks": [{"id": "\ud800", "\ud800": 1}]}')

        assert (refused.status_code, refused.json["type"]) == (422, "text-invalid")
        assert [error["field"] for error in refused.json["errors"]] == ["title", "blocks.0.id", "blocks.0.\ufffd"]

    def test_a_body_that_is_no_upload_is_small(self, house: House) -> None:
        assert send(house, "POST /units", b" " * (16 * 1024 * 1024 + 1)).status_code == 413

    def test_a_stranger_is_refused_before_the_body_is_read(self, house: House) -> None:
        class Trap(io.RawIOBase):
            def readinto(self, _buffer: Any) -> int:
                raise AssertionError("it was read")

        environ = {"wsgi.input": Trap(), "CONTENT_LENGTH": "9999", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        answer = house.callers["nobody"].http.post("/api/v1/assets", environ_overrides=environ)

        assert answer.status_code == 401

    @pytest.mark.parametrize(("parts", "status"), [(11, 413), (1001, 413), (2, 415)])
    def test_a_form_of_many_files_is_too_large(self, house: House, parts: int, status: int) -> None:
        files = {f"file{number or ''}": (io.BytesIO(b"x"), "a.jpg") for number in range(parts)}

        assert house.callers["admin"].call("POST", "/assets", data=files).status_code == status


class TestHeaders:
    @pytest.mark.parametrize("tag", ["", '"', '""', 'W/"1"', '"²"', '"9999999999999999999999"', '"1' * 900])
    def test_a_tag_that_is_none_changes_nothing(self, house: House, tag: str) -> None:
        admin, draft = house.callers["admin"], {"title": "x", "blocks": []}
        path = f"/contents/{admin.post('/contents', draft).json['id']}"
        answer = admin.put(path, {**draft, "title": "y"}, headers={"If-Match": tag})

        assert answer.status_code == 412

    @pytest.mark.parametrize("name", ["Range", "If-Range", "If-None-Match", "If-Modified-Since", "Cookie", "Host"])
    @pytest.mark.parametrize(
        "value", ["", "bytes=-0", "bytes=5-2", "bytes=0-0,2-3", f"bytes={10**30}-", '"', "\xff", "[::1"]
    )
    def test_none_breaks_a_download(self, house: House, name: str, value: str) -> None:
        path = house.named("/assets/{asset}/renditions/thumb")

        assert holds(house.callers["admin"].get(path, headers={name: value}, buffered=True))

    def test_a_token_that_ended_is_told_so_even_where_nothing_is(self, house: House) -> None:
        made, secret = house.token("guide", Scope.FULL)
        house.callers["guide"].delete(f"/tokens/{made}")
        ended = Api(house.app, token=secret)

        assert [ended.get(path).status_code for path in ("/me", "/nothing")] == [401, 404]

    def test_links_never_name_the_host_that_was_asked(self, house: House) -> None:
        answer = house.callers["guide"].get(
            "/shares", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        )

        assert "evil.example" not in answer.text

    @pytest.mark.parametrize("url", ["https://shop.example.com/\r\nSet-Cookie: a=b", "https://shop.example.com/\u2028"])
    def test_no_target_ends_a_header(self, house: House, url: str) -> None:
        assert "\n" not in json.dumps(house.callers["admin"].post("/offers", offer_body(target_url=url)).json)


class TestCookies:
    @pytest.mark.parametrize("kind", [JSON, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    def test_a_page_of_another_site_cannot_write(self, house: House, kind: str) -> None:
        browser = Browser(house.app)
        browser.sign_in("admin")
        forged = browser.http.post("/api/v1/units", data='{"name": "a", "kind": "region"}', content_type=kind)

        assert (forged.status_code, forged.json["type"]) == (400, "csrf")

    def test_a_session_that_was_planted_is_not_taken_over(self, house: House) -> None:
        browser = Browser(house.app)
        browser.http.set_cookie("ch_session", "planted")
        browser.sign_in("admin")

        assert browser.cookie("ch_session") not in {"", "planted"}
