"""The service as an operator meets it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.conftest import PASSWORD, ROOT, start_house, stop_house

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_it_refuses_to_start_and_lists_every_wrong_setting(tmp_path):
    wrong = {"CONTENTHUB_TIMEZONE": "Mars", "CONTENTHUB_BLOBS_URL": "x"}
    environ = {**os.environ, "CONTENTHUB_HOME": str(tmp_path), **wrong}

    done = subprocess.run(
        [sys.executable, "-m", "contenthub.cli", "serve"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode != 0
    assert "CONTENTHUB_TIMEZONE" in done.stderr
    assert "CONTENTHUB_BLOBS_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_in_words(house):
    port = house.url.rpartition(":")[2]

    done = subprocess.run(
        [sys.executable, "-m", "contenthub.cli", "serve", "--port", port],
        env=house.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert (done.returncode, port in done.stderr) == (1, True)


def test_people_and_tokens_are_made_on_the_command_line(house):
    house.command("user", "add", "ops", "--role", "admin", "--name", "运维", "--password-stdin", typed=f"{PASSWORD}\n")

    token = house.command("token", "create", "ops", "--label", "shell")

    request = urllib.request.Request(f"{house.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert json.load(answer)["login"] == "ops"


def test_killed_children_come_back_and_all_leave_together(tmp_path):
    own = start_house(tmp_path)
    children = _children(own.process.pid)

    os.kill(children[-1], signal.SIGKILL)
    time.sleep(1.5)
    revived = _children(own.process.pid)
    stop_house(own)

    assert len(revived) == len(children) == 3
    assert not [pid for pid in (*children, *revived) if _is_alive(pid)]


def test_when_the_supervisor_is_killed_nothing_stays_behind(tmp_path):
    own = start_house(tmp_path)
    children = _children(own.process.pid)

    own.process.kill()
    own.process.wait()
    until = time.monotonic() + 15
    while any(map(_is_alive, children)) and time.monotonic() < until:
        time.sleep(0.2)

    assert not [pid for pid in children if _is_alive(pid)]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
