"""CI and .ci/run run the sessions of the noxfile, and the last job waits for all others."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tools.repository import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SESSIONS = set(re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text()))
RUN = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
INSTALL = "pip install -c constraints.txt nox"


def jobs_of(workflow: str) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    text = (ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
    jobs: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return jobs


def sessions_run_locally() -> set[str]:
    """Return the sessions that .ci/run names."""
    (checks,) = re.findall(r"for session in ([\w ]+);", RUN)
    named = re.findall(r"nox -s ((?:[a-z]\w* ?)+)", RUN)
    return {session for text in (checks, *named) for session in text.split()}


def sessions_on_github() -> set[str]:
    """Return the sessions that the workflow of every change names."""
    jobs = jobs_of("ci.yml")
    rows = jobs["check"]["strategy"]["matrix"]["include"]
    steps = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    named = [name for text in steps for name in re.findall(r"nox -s ([a-z]\w*)", text)]
    return {session for row in rows for session in row["sessions"].split()} | set(named)


def test_every_session_exists() -> None:
    nightly = jobs_of("nightly.yml")["session"]["strategy"]["matrix"]["include"]
    assert sessions_run_locally() <= SESSIONS
    assert sessions_on_github() <= SESSIONS
    assert {row["command"].split()[0] for row in nightly} <= SESSIONS


def test_github_runs_all_that_one_machine_runs() -> None:
    assert sessions_run_locally() >= {"lint", "generated", "tests", "parity", "platforms"}
    assert sessions_run_locally() <= sessions_on_github()


def test_the_last_job_needs_the_success_of_all_others() -> None:
    jobs = jobs_of("ci.yml")
    last = jobs.pop("pass")
    assert set(last["needs"]) == set(jobs)
    (step,) = last["steps"]
    assert [f"${name}" for name in step["env"]] == re.findall(r"\$\w+", step["run"])
    assert step["run"].count("success") == len(jobs)
    assert list(step["env"].values()) == [f"${{{{ needs.{name}.result }}}}" for name in jobs]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_of_its_own_and_pins_what_it_uses(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {}
    for used in re.findall(r"uses: (\S+)", text):
        assert used.startswith("./") or re.search(r"@[0-9a-f]{40}$", used), used
    for command in re.findall(r"pip install .*\bnox\b.*", text):
        assert INSTALL in command.replace("--constraint", "-c"), command
