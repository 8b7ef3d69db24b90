"""A house that really runs: `contenthub serve` in a process group of its own, a real browser before it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SHOTS = ROOT / "var" / "shots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "correct horse battery"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """A running service: its address, its environment, its process."""

    url: str
    environ: dict[str, str]
    process: subprocess.Popen[bytes]

    def command(self, *arguments: str, typed: str = "") -> str:
        """Run `contenthub …` against this house and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "contenthub.cli", *arguments],
            env=self.environ,
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout.strip()


def start_house(home: Path, **settings: str) -> House:
    port = free_port()
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith("CONTENTHUB_")},
        "CONTENTHUB_HOME": str(home),
        **settings,
    }
    prepare = [sys.executable, "-m", "contenthub.cli", "db", "upgrade"]
    subprocess.run(prepare, env=environ, cwd=ROOT, check=True, capture_output=True, timeout=60)
    log = (home / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "contenthub.cli", "serve", "--port", str(port), "--workers", "1"],
        env=environ,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    log.close()
    house = House(f"http://127.0.0.1:{port}", environ, process)
    wait_until_ready(house, log=home / "serve.log")
    return house


def wait_until_ready(house: House, *, log: Path, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{house.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the service did not become ready:\n{log.read_text()[-4000:]}")


def stop_house(house: House) -> None:
    house.process.send_signal(signal.SIGTERM)
    try:
        house.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(house.process.pid, signal.SIGKILL)
        pytest.fail("the service did not stop on SIGTERM")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the session's stories; its shop is this machine's loopback."""
    running = start_house(tmp_path_factory.mktemp("house"), CONTENTHUB_TARGET_HOSTS="127.0.0.1,shop.example.com")
    yield running
    stop_house(running)


@pytest.fixture(scope="session")
def browser():
    """A real Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def shot():
    """Return a function that keeps a picture of a page under var/shots, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page, name: str) -> None:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return take
