"""With CONTENTHUB_TEST_NO_SKIPS=1 a skipped test is a failed one: a machine that has everything leaves nothing out.

Tests marked `postgres` run when CONTENTHUB_TEST_POSTGRES names a server, and are not counted otherwise.
"""

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

LIMITED = os.environ.get("CONTENTHUB_TEST_NO_SKIPS") == "1"
POSTGRES = os.environ.get("CONTENTHUB_TEST_POSTGRES")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs PostgreSQL when there is none."""
    left_out = [] if POSTGRES else [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure; an expected failure stays one."""
    report = yield
    return _failed(report) if LIMITED and report.skipped and not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole file into an error."""
    report = yield
    return _failed(report) if LIMITED and report.skipped else report


def _failed(report: Report) -> Report:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"skipped, which is not allowed here: {reason}"
    return report
