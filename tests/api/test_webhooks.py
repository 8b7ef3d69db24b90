"""Conversions by webhook: what a source signs counts as if posted with its token."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from contenthub.cli import main
from contenthub.tracking.webhooks import Webhooks
from tests.api.test_conversions import fields, order
from tests.clients import Api


@pytest.fixture
def hooks(settings) -> Webhooks:
    """What the house signs with."""
    return Webhooks(settings.secret)


@pytest.fixture
def tell(stranger: Api, hooks: Webhooks, clock):
    """Return a function that signs a body as the shop would and posts it."""

    def send(body: Any, *, source: str = "shop", signer: str = "", late: int = 0, **headers: str) -> Any:
        raw = json.dumps(body).encode()
        timestamp = str(int(clock.now().timestamp()) - late)
        signature = hooks.sign(raw, source=signer or source, timestamp=timestamp)
        given = {"X-ContentHub-Timestamp": timestamp, "X-ContentHub-Signature": signature, **headers}
        path = f"/webhooks/conversions/{source}"
        return stranger.post(path, data=raw, content_type="application/json", headers=given)

    return send


def test_a_signed_order_counts_once(tell, marketer: Api) -> None:
    made, again = tell(order()), tell(order())

    assert (made.status_code, made.json["external_id"]) == (201, "O-1")
    assert (again.status_code, again.json) == (200, made.json)
    assert marketer.post("/conversions", order()).json == made.json


def test_the_usual_prefix_of_signatures_is_understood(tell, hooks: Webhooks, clock) -> None:
    raw, timestamp = json.dumps(order()).encode(), str(int(clock.now().timestamp()))
    signature = "sha256=" + hooks.sign(raw, source="shop", timestamp=timestamp)

    assert tell(order(), **{"X-ContentHub-Signature": signature}).status_code == 201


def test_little_is_read_of_what_nobody_signed(tell) -> None:
    assert tell(order(external_id="x" * 70_000)).status_code == 413


@pytest.mark.parametrize("late", [300, -300])
def test_a_clock_may_be_five_minutes_off(tell, late: int) -> None:
    assert tell(order(), late=late).status_code == 201


@pytest.mark.parametrize("late", [301, -301])
def test_an_old_message_is_not_played_again(tell, late: int) -> None:
    answer = tell(order(), late=late)

    assert (answer.status_code, answer.json["type"], answer.json["reason"]) == (
        401,
        "webhook-refused",
        "timestamp-off",
    )


def test_another_sources_secret_does_not_fit(tell) -> None:
    assert tell(order(), signer="pos").json["reason"] == "signature-wrong"


@pytest.mark.parametrize("timestamp", ["", "now", "１", "1" * 13, "-1"])
def test_a_message_has_its_time(tell, timestamp: str) -> None:
    assert tell(order(), **{"X-ContentHub-Timestamp": timestamp}).json["reason"] == "timestamp-missing"


def test_the_time_is_signed_too(tell, clock) -> None:
    later = str(int((clock.now() + timedelta(seconds=1)).timestamp()))

    assert tell(order(), **{"X-ContentHub-Timestamp": later}).json["reason"] == "signature-wrong"


def test_a_source_tells_of_itself_only(tell) -> None:
    answer = tell(order(source="pos"))

    assert (answer.status_code, answer.json["type"]) == (403, "source-not-allowed")


def test_what_is_wrong_is_named_once_it_is_signed(tell) -> None:
    assert fields(tell(order(amount=-1))) == {"amount"}


def test_the_command_shows_the_secret(settings, monkeypatch: pytest.MonkeyPatch, hooks: Webhooks) -> None:
    monkeypatch.setenv("CONTENTHUB_SECRET_KEY", settings.secret)

    assert CliRunner().invoke(main, ["token", "webhook", "shop"]).output.strip() == hooks.secret_of("shop")
