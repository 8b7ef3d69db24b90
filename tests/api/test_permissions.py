"""Who may do what: every call of the API beside everybody who might make it.

What is named in braces is the guide's own. A call that takes a body gets nonsense, so `422` means that the caller may:
the nonsense was read. `ok` is any answer below 300; `409` and `428` are refusals for another reason than the caller.
"""

import re
from typing import Any

import pytest

from contenthub.accounts.values import Scope
from tests.api.house import CALLERS, House, furnished
from tests.clients import Api
from tests.conftest import PASSWORD, copied, house_settings

MATRIX = """
                                        nobody guide colleague manager neighbour marketer admin reader shop

GET    /openapi.json                    ok     ok    ok        ok      ok        ok       ok    ok     ok
POST   /tokens                          422    422   422       422     422       422      422   422    422

GET    /me                              401    ok    ok        ok      ok        ok       ok    ok     403
POST   /me/password                     401    422   422       422     422       422      422   403    403
GET    /tokens                          401    ok    ok        ok      ok        ok       ok    ok     403
DELETE /tokens/{token}                  401    ok    404       404     404       404      404   403    403
GET    /sessions                        401    ok    ok        ok      ok        ok       ok    ok     403
DELETE /sessions/{device}               401    ok    404       404     404       404      404   403    403

GET    /units                           401    403   403       ok      ok        ok       ok    ok     403
POST   /units                           401    403   403       403     403       403      422   403    403
GET    /people                          401    403   403       ok      ok        ok       ok    ok     403
POST   /people                          401    403   403       403     403       403      422   403    403
PATCH  /people/{person}                 401    403   403       403     403       403      422   403    403

GET    /assets                          401    ok    ok        ok      ok        ok       ok    ok     403
POST   /assets                          401    403   403       403     403       422      422   403    403
GET    /assets/suggest                  401    ok    ok        ok      ok        ok       ok    ok     403
GET    /assets/{asset}                  401    ok    ok        ok      ok        ok       ok    ok     403
PATCH  /assets/{asset}                  401    403   403       403     403       422      422   403    403
DELETE /assets/{asset}                  401    403   403       403     403       409      409   403    403
POST   /assets/{asset}/restore          401    403   403       403     403       ok       ok    403    403
GET    /assets/{asset}/usage            401    ok    ok        ok      ok        ok       ok    ok     403
GET    /assets/{asset}/content          401    ok    ok        ok      ok        ok       ok    ok     403
GET    /assets/{asset}/renditions/thumb 401    ok    ok        ok      ok        ok       ok    ok     403

GET    /products                        401    ok    ok        ok      ok        ok       ok    ok     403
POST   /products                        401    403   403       403     403       422      422   403    403
GET    /products/{product}              401    ok    ok        ok      ok        ok       ok    ok     403
PATCH  /products/{product}              401    403   403       403     403       422      422   403    403
GET    /offers                          401    ok    ok        ok      ok        ok       ok    ok     403
POST   /offers                          401    403   403       403     403       422      422   403    403
GET    /offers/{offer}                  401    ok    ok        ok      ok        ok       ok    ok     403
PATCH  /offers/{offer}                  401    403   403       403     403       422      422   403    403

GET    /contents                        401    403   403       ok      ok        ok       ok    ok     403
POST   /contents                        401    403   403       403     403       422      422   403    403
GET    /contents/{content}              401    403   403       ok      ok        ok       ok    ok     403
PUT    /contents/{content}              401    403   403       403     403       428      428   403    403
DELETE /contents/{content}              401    403   403       403     403       409      409   403    403
POST   /contents/{content}/restore      401    403   403       403     403       ok       ok    403    403
POST   /contents/{content}/copy         401    403   403       403     403       ok       ok    403    403
POST   /contents/{content}/publish      401    403   403       403     403       ok       ok    403    403
POST   /contents/{content}/recall       401    403   403       403     403       422      422   403    403
GET    /contents/{content}/check        401    403   403       ok      ok        ok       ok    ok     403
GET    /contents/{content}/versions     401    403   403       ok      ok        ok       ok    ok     403
GET    /contents/{content}/versions/1   401    403   403       ok      ok        ok       ok    ok     403

GET    /plans                           401    403   403       ok      ok        ok       ok    ok     403
POST   /plans                           401    403   403       403     403       422      422   403    403
GET    /plans/{plan}                    401    403   403       ok      404       ok       ok    ok     403
PATCH  /plans/{plan}                    401    403   403       403     403       422      422   403    403
POST   /plans/{plan}/launch             401    403   403       403     403       409      409   403    403
POST   /plans/{ended plan}/pause        401    403   403       403     403       409      409   403    403
POST   /plans/{ended plan}/end          401    403   403       403     403       409      409   403    403
GET    /plans/{plan}/progress           401    403   403       ok      404       ok       ok    ok     403

GET    /tasks                           401    ok    ok        ok      ok        ok       ok    ok     403
GET    /tasks/{task}                    401    ok    404       ok      404       ok       ok    ok     403
POST   /tasks/{task}/open               401    ok    404       403     403       403      403   403    403
POST   /tasks/{task}/done               401    ok    404       403     403       403      403   403    403
POST   /tasks/{task}/editions           401    422   404       403     403       403      403   403    403
GET    /editions/{edition}              401    ok    404       ok      404       ok       ok    ok     403
PUT    /editions/{edition}              401    428   404       403     403       403      403   403    403
GET    /editions/{edition}/diff         401    ok    404       ok      404       ok       ok    ok     403
POST   /editions/{edition}/shares       401    422   404       403     403       403      403   403    403
POST   /offers/{offer}/shares           401    422   422       403     403       403      403   403    403

GET    /shares                          401    ok    ok        ok      ok        ok       ok    ok     403
GET    /shares/{share}                  401    ok    404       ok      404       ok       ok    ok     403
PATCH  /shares/{share}                  401    422   404       403     403       403      403   403    403
DELETE /shares/{withdrawn share}        401    ok    404       403     404       ok       ok    403    403
POST   /shares/{share}/restore          401    ok    404       403     404       ok       ok    403    403
POST   /shares/{share}/intents          401    422   404       403     403       403      403   403    403
GET    /shares/{share}/viewers          401    ok    404       ok      404       ok       ok    ok     403
GET    /shares/{share}/kit.zip          401    ok    404       ok      404       ok       ok    ok     403

POST   /conversions                     401    403   403       403     403       422      422   403    422
GET    /plans/{plan}/attribution        401    403   403       ok      404       ok       ok    ok     403
POST   /plans/{plan}/attribution        401    403   403       403     403       422      422   403    403
POST   /shares/{share}/sales            401    422   404       403     403       403      403   403    403
GET    /sales                           401    ok    ok        ok      ok        ok       ok    ok     403
POST   /sales/{sale}/confirm            401    403   403       ok      404       ok       ok    403    403
POST   /sales/{refused sale}/refuse     401    403   403       422     404       422      422   403    403
POST   /webhooks/conversions/shop       401    401   401       401     401       401      401   401    401
GET    /conversions/{conversion}/attribution 401 ok  404       ok      404       ok       ok    ok     403
GET    /insights/slots                  401    403   403       ok      ok        ok       ok    ok     403
GET    /insights/funnel                 401    403   403       ok      ok        ok       ok    ok     403
GET    /insights/reading                401    403   403       ok      ok        ok       ok    ok     403
GET    /insights/goals?plan={plan}      401    403   403       ok      404       ok       ok    ok     403
GET    /insights/goals?nonsense=1       401    403   403       422     422       422      422   422    403
"""


def rows() -> dict[str, dict[str, str]]:
    """Read the matrix: what each call tells each caller."""
    head, *lines = (line for line in MATRIX.splitlines() if line)
    assert tuple(head.split()) == CALLERS
    cells = [line.rsplit(maxsplit=len(CALLERS)) for line in lines]
    return {" ".join(call.split()): dict(zip(CALLERS, told, strict=True)) for call, *told in cells}


TABLE = rows()
REFUSED = {"401", "403"}
NAMING = [call for call in TABLE if "{" in call]
ASKING = [
    "GET /assets",
    "GET /assets/suggest",
    "GET /contents",
    "GET /insights/funnel",
    "GET /insights/reading",
    "GET /insights/slots",
    "GET /offers",
    "GET /people",
    "GET /plans",
    "GET /products",
    "GET /sales",
    "GET /shares",
    "GET /shares/{share}/viewers",
    "GET /tasks",
    "GET /units",
]
"""Calls about one thing; calls that take a question."""


@pytest.fixture(scope="module")
def house(template_database, tmp_path_factory):
    """One house for all: nothing that is asked here changes what another question is about."""
    home = tmp_path_factory.mktemp("permissions")
    with copied(template_database, home) as url, furnished(house_settings(home, url)) as made:
        yield made


@pytest.mark.parametrize("call", TABLE)
def test_everybody_may_do_what_the_matrix_says(house: House, call: str) -> None:
    assert house.outcomes(call) == TABLE[call]


def test_every_call_has_its_row(house: House) -> None:
    views = {rule.endpoint for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}

    assert {house.endpoint(call) for call in TABLE} == views


@pytest.mark.parametrize("call", ASKING)
def test_permission_is_judged_before_the_question(house: House, call: str) -> None:
    expected = {caller: "422" if told == "ok" else told for caller, told in TABLE[call].items()}

    assert house.outcomes(f"{call}?nonsense=1") == expected


def test_every_question_is_asked_wrongly(house: House) -> None:
    paths = house.callers["nobody"].get("/openapi.json").json["paths"]
    asked = {house.endpoint(f"GET {path.removeprefix('/api/v1')}") for path in paths if takes_a_question(paths[path])}

    assert {house.endpoint(call) for call in (*ASKING, "GET /insights/goals?nonsense=1")} == asked


@pytest.mark.parametrize("call", NAMING)
def test_what_is_unknown_is_not_found_before_the_input_is_read(house: House, call: str) -> None:
    told = house.outcomes(unknown(call))

    assert {told[caller] for caller, seen in TABLE[call].items() if seen not in REFUSED} == {"404"}


@pytest.mark.parametrize("call", [call for call in NAMING if "404" in TABLE[call].values()])
def test_what_one_may_not_see_is_as_unknown_as_what_is_not_there(house: House, call: str) -> None:
    blind = [caller for caller, told in TABLE[call].items() if told == "404"]

    assert [house.ask(caller, call).json for caller in blind] == [
        house.ask(caller, unknown(call)).json for caller in blind
    ]


class TestTokens:
    def test_the_shop_speaks_only_for_itself(self, house: House) -> None:
        answer = house.callers["shop"].post("/conversions", {"source": "another shop", "nonsense": True})

        assert (answer.status_code, answer.json["type"]) == (403, "source-not-allowed")

    def test_a_guide_cannot_make_a_token_that_tells_of_orders(self, house: House) -> None:
        stranger = Api(house.app, token=house.token("guide", Scope.CONVERSIONS, source="shop")[1])

        assert stranger.post("/conversions", {"source": "shop"}).status_code == 403

    def test_a_token_for_nothing_is_no_token_for_everything(self, house: House) -> None:
        asked = {"login": "guide", "password": PASSWORD, "label": "phone", "scopes": []}

        assert house.callers["nobody"].post("/tokens", asked).status_code == 422


def unknown(call: str) -> str:
    """Return the same call about something that is not there."""
    return re.sub(r"\{.*?\}", "unknown", call)


def takes_a_question(path: dict[str, Any]) -> bool:
    """Say whether a path of the document has parameters in its query."""
    return any(parameter["in"] == "query" for parameter in path.get("get", {}).get("parameters", ()))
