"""Tables of orders: each line judged alone, each order counted once."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from contenthub.accounts.values import Actor, Role
from contenthub.cli import main
from contenthub.kernel.errors import NotAllowed
from contenthub.tracking.errors import OrderTableInvalid
from contenthub.tracking.models import Conversion
from contenthub.tracking.order_import import ImportReport

HEAD = "external_id,kind,amount,occurred_at,order\n"
THREE = HEAD + "O-1,,29900,2026-07-01T04:00:00Z,\nO-2,order,abc,2026-07-01 12:00,\nR-1,refund,900,2026/7/1 12:00,O-1\n"


@pytest.fixture
def take(hub):
    """Return a function that takes a table in."""

    def run(text: str | bytes, *, dry_run: bool = False, source: str | None = "pos") -> ImportReport:
        raw = text if isinstance(text, bytes) else text.encode()
        with hub.services() as services:
            return services.order_import.take(raw, source=source, dry_run=dry_run)

    return run


def counted(hub) -> list[Conversion]:
    with hub.services() as services:
        return list(services.work.session.scalars(select(Conversion).order_by(Conversion.external_id)))


def outcomes(report: ImportReport) -> list[str]:
    return [result.outcome.value for result in report.results]


def wrong(report: ImportReport) -> set[str]:
    return {error.field for result in report.results for error in result.errors}


def test_a_wrong_line_keeps_no_other_out(hub, take):
    report = take(THREE)

    assert outcomes(report) == ["added", "refused", "added"]
    assert [row.external_id for row in counted(hub)] == ["O-1", "R-1"]


def test_a_line_is_named_as_an_editor_counts_it(take):
    report = take('external_id,customer,occurred_at\n"O\n1",x,2026-07-01\n\nO-2,y,soon\n')

    assert [(result.line, result.external_id) for result in report.results] == [(2, "O\n1"), (5, "O-2")]
    assert {error.field for error in report.results[1].errors} == {"occurred_at"}


def test_a_rehearsal_tells_the_same_and_changes_nothing(hub, take):
    rehearsed = take(THREE, dry_run=True)

    assert counted(hub) == []
    assert outcomes(rehearsed) == outcomes(take(THREE))


def test_the_same_table_counts_once(hub, take):
    take(THREE)

    assert outcomes(take(THREE)) == ["repeated", "refused", "repeated"]
    assert outcomes(take(THREE, dry_run=True)) == ["repeated", "refused", "repeated"]
    assert len(counted(hub)) == 2


def test_a_known_number_with_another_amount_is_refused(take):
    take(THREE)

    assert take(THREE.replace("29900", "1")).results[0].errors[0].reason == "conversion-differs"


def test_what_is_posted_and_what_is_imported_is_one(marketer, take):
    body = {"source": "pos", "external_id": "O-1", "kind": "order", "amount": 29900, "currency": "CNY"}
    marketer.post("/conversions", {**body, "occurred_at": "2026-07-01T04:00:00Z"})

    assert outcomes(take(THREE))[0] == "repeated"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_spreadsheet_in_chinese_is_read(hub, take, encoding: str):
    take("来源,单号,类型,金额,时间\n门店,甲1,订单,¥299.50,2026/7/1 12:00\n".encode(encoding), source=None)

    row = counted(hub)[0]
    assert (row.source, row.external_id, row.kind, row.amount, row.currency) == ("门店", "甲1", "order", 29950, "CNY")
    assert row.occurred_at == datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


def test_the_currency_says_what_a_whole_unit_is(hub, take):
    take("external_id,money,currency,occurred_at\nO-1,1000,JPY,2026-07-01\n")

    assert counted(hub)[0].amount == 1000


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("O-1,order,29900,,", "occurred_at"),
        (",order,29900,2026-07-01,", "external_id"),
        ("O-1,gift,29900,2026-07-01,", "kind"),
        ("O-1,order,-1,2026-07-01,", "amount"),
        ("O-1,order,1.5,2026-07-01,", "amount"),
        ("O-1,order,,2026-07-01,", "amount"),
        ("R-1,refund,1,2026-07-01,O-9", "order"),
        ("O-1,order,1,2026-07-01,,more", "line"),
    ],
)
def test_what_is_wrong_in_a_line_is_named(take, line: str, field: str):
    assert field in wrong(take(HEAD + line + "\n"))


def test_a_line_without_a_source_needs_one(take):
    assert wrong(take(THREE, source=None)) >= {"source"}


@pytest.mark.parametrize("money", ["x", "-1", "0.001", "nan", "1e99"])
def test_whole_units_are_an_amount(take, money: str):
    assert wrong(take(f"external_id,money,occurred_at\nO-1,{money},2026-07-01\n")) == {"money"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (b"", "external_id"),
        (b"external_id,occurred_at,colour\n", "colour"),
        (b"external_id,occurred_at,external_id\n", "external_id"),
        (b"external_id\n", "occurred_at"),
        (b"\xff\xff", "file"),
        (b"x" * (5 * 1024 * 1024 + 1), "file"),
        (b"external_id,occurred_at\n" + b"a,b\n" * 10_001, "file"),
    ],
)
def test_a_file_that_is_no_table_of_orders_is_refused_whole(take, text: bytes, field: str):
    with pytest.raises(OrderTableInvalid) as refusal:
        take(text)

    assert field in {error.field for error in refusal.value.errors}


def test_only_hq_imports(hub):
    with hub.services(Actor("guide", Role.GUIDE, "", "/")) as services, pytest.raises(NotAllowed):
        services.order_import.take(THREE.encode(), source="pos", dry_run=True)


class TestCommand:
    @pytest.fixture
    def run(self, settings, database_url, tmp_path, monkeypatch: pytest.MonkeyPatch):
        """Return a function that imports a file by the command."""
        monkeypatch.setenv("CONTENTHUB_HOME", str(settings.home))
        monkeypatch.setenv("CONTENTHUB_DATABASE_URL", database_url)
        path = tmp_path / "orders.csv"
        path.write_text(THREE, encoding="utf-8")
        return lambda *more: CliRunner().invoke(main, ["import", "orders", str(path), "--source", "pos", *more])

    def test_it_says_what_became_of_every_line(self, hub, run):
        answer = run("--json")

        rows = [json.loads(line) for line in answer.stdout.splitlines()]
        assert [(row["line"], row["outcome"]) for row in rows] == [(2, "added"), (3, "refused"), (4, "added")]
        assert (answer.exit_code, rows[1]["reason"]) == (1, "amount: minor units, from 0")

    def test_a_dry_run_changes_nothing(self, hub, run):
        assert "nothing was changed" in run("--dry-run").stdout
        assert counted(hub) == []
