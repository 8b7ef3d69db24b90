"""A bad file may kill a child, never the service."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contenthub.library.imaging.errors import DecodeCrashed, DecodeTooHungry, DecodeTooSlow, SandboxDown
from contenthub.library.imaging.gate import inspect
from contenthub.library.imaging.renditions import make_renditions
from contenthub.library.imaging.sandbox import Sandbox
from contenthub.library.imaging.values import Limits
from tests.hostile_files import endless_jpeg, picture_bytes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def sound(write):
    return write("sound.jpg", picture_bytes("JPEG"))


@pytest.fixture
def endless(write):
    return write("endless.jpg", endless_jpeg())


@pytest.fixture
def limited():
    """Return a function that makes a sandbox of one child with limits of its own."""
    made = []

    def make(**limits):
        made.append(Sandbox(children=1, limits=Limits(**limits)))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


class TestLimits:
    def test_memory_is_limited_and_the_next_file_is_served(self, write, sound, limited):
        sandbox = limited(memory_mb=24)
        large = write("large.png", picture_bytes("PNG", size=(4000, 3000)))

        with pytest.raises(DecodeTooHungry):
            inspect(large, sandbox=sandbox)

        assert inspect(sound, sandbox=sandbox).width == 320

    def test_cpu_is_limited_and_the_next_file_is_served(self, endless, sound, limited):
        sandbox = limited(cpu_seconds=1)

        with pytest.raises(DecodeTooSlow) as refused:
            inspect(endless, sandbox=sandbox)

        assert refused.value.facts["limit"] == "cpu"
        assert inspect(sound, sandbox=sandbox).width == 320

    def test_waiting_is_limited_and_the_next_file_is_served(self, endless, sound, limited):
        sandbox = limited(wall_seconds=0.5)

        with pytest.raises(DecodeTooSlow) as refused:
            inspect(endless, sandbox=sandbox)

        assert refused.value.facts["limit"] == "wall"
        assert inspect(sound, sandbox=sandbox).width == 320


class TestCrash:
    def test_a_child_killed_at_work_is_a_reason_and_the_next_file_is_served(self, endless, sound, limited):
        sandbox = limited()
        inspect(sound, sandbox=sandbox)
        threading.Thread(target=_kill_at_work, args=(sandbox.pids()[0],)).start()

        with pytest.raises(DecodeCrashed) as refused:
            inspect(endless, sandbox=sandbox)

        assert refused.value.facts == {"signal": 9}
        assert inspect(sound, sandbox=sandbox).width == 320

    def test_a_child_killed_while_idle_is_not_the_next_file_s_fault(self, sound, limited):
        sandbox = limited()
        inspect(sound, sandbox=sandbox)
        os.kill(sandbox.pids()[0], 9)
        time.sleep(0.1)

        assert inspect(sound, sandbox=sandbox).width == 320

    def test_a_folder_that_is_not_there_is_not_the_file_s_fault(self, sound, tmp_path, sandbox):
        with pytest.raises(SandboxDown):
            make_renditions(sound, tmp_path / "nowhere", sandbox=sandbox)


class TestLife:
    def test_children_make_room_for_fresh_ones(self, sound, limited):
        sandbox = limited(jobs=1)

        pids = {_pid_after(sandbox, sound) for _ in range(3)}

        assert len(pids) == 3

    def test_many_threads_share_few_children(self, sound):
        sandbox = Sandbox(children=2)
        with ThreadPoolExecutor(8) as pool:
            widths = set(pool.map(lambda _: inspect(sound, sandbox=sandbox).width, range(40)))
        count = len(sandbox.pids())
        sandbox.close()

        assert (widths, count <= 2) == ({320}, True)

    def test_secrets_of_the_service_stay_with_it(self, sound, limited, monkeypatch):
        monkeypatch.setenv("CONTENTHUB_SECRET_KEY", "hush")
        sandbox = limited()
        inspect(sound, sandbox=sandbox)

        assert b"hush" not in Path(f"/proc/{sandbox.pids()[0]}/environ").read_bytes()

    def test_children_leave_when_the_service_is_killed(self, sound):
        pid = int(_service("look()", "print(sandbox.pids()[0], flush=True)", "os.kill(os.getpid(), 9)", path=sound))

        assert _is_gone_within(pid, seconds=5)

    def test_a_forked_service_gets_children_of_its_own(self, sound):
        answer = _service(
            "look()",
            "first = sandbox.pids()",
            "pid = os.fork()",
            "look()",
            "if pid == 0: os._exit(0 if sandbox.pids() != first else 1)",
            "print(os.waitpid(pid, 0)[1], sandbox.pids() == first)",
            path=sound,
        )

        assert answer.split() == ["0", "True"]


_SET_UP = (
    "import os, sys",
    "from pathlib import Path",
    "from contenthub.library.imaging.gate import inspect",
    "from contenthub.library.imaging.sandbox import Sandbox",
    "sandbox = Sandbox(children=1)",
    "look = lambda: inspect(Path(sys.argv[1]), sandbox=sandbox)",
)


def _service(*lines, path):
    """Run a small service of these lines and return what it prints."""
    command = [sys.executable, "-c", "\n".join(_SET_UP + lines), str(path)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=60).stdout


def _pid_after(sandbox, path):
    inspect(path, sandbox=sandbox)
    return sandbox.pids()[-1]


def _kill_at_work(pid):
    start = _cpu_ticks(pid)
    while _cpu_ticks(pid) < start + 10:
        time.sleep(0.01)
    os.kill(pid, 9)


def _cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _is_gone_within(pid, *, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False
