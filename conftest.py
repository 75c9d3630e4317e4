"""For all test folders: with CI=true a skipped test is a failure."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # noqa: ARG001
    """Turn a skip into a failure where everything must be able to run."""
    outcome = yield
    report = outcome.get_result()
    is_expected_failure = hasattr(report, "wasxfail")
    if report.skipped and not is_expected_failure and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {report.longrepr}"
