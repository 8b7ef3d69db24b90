"""Child processes that decode, with limits on memory and time: a bad file may kill a child, never the service.

Children live long (starting one costs about 0.4 s), are used by one thread at a time, and leave when their parent does.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from contenthub.library.imaging import errors
from contenthub.library.imaging.frames import PipeClosed, read_frame, write_frame
from contenthub.library.imaging.values import Limits

A = TypeVar("A")
START_SECONDS = 60.0
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")  # never the settings: they hold secrets


class Answer(msgspec.Struct):
    """What a child says: a value, or the reason it refuses."""

    value: Any = None
    error: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)


class ChildRetired(Exception):
    """The child left of its own will before it took the job."""


class Child:
    """One child process, spoken to over its stdin and stdout."""

    def __init__(self, limits: Limits) -> None:
        """Start the process, without waiting until it is ready."""
        self._limits = limits
        self._is_ready = False
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            [sys.executable, "-m", "contenthub.library.imaging.child", msgspec.json.encode(limits).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            env=_environment(),
        )
        self._requests = cast("Any", self._process.stdin)
        self._answers = cast("Any", self._process.stdout)
        self.pid = self._process.pid

    def ask(self, request: bytes) -> Answer:
        """Have one job done; raise a `FileRefused` when that killed the child, `ChildRetired` when it had left."""
        self._wait_until_ready()
        try:
            write_frame(self._requests.fileno(), request)
            answer = read_frame(self._answers.fileno(), seconds=self._limits.wall_seconds)
        except TimeoutError:
            raise errors.DecodeTooSlow(limit="wall", seconds=self._limits.wall_seconds) from None
        except PipeClosed:
            raise self._death() from None
        return msgspec.msgpack.decode(answer, type=Answer)

    def is_alive(self) -> bool:
        """Tell whether the process is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and reap it."""
        self._process.kill()
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close our ends of the pipes; the process leaves when nobody holds them."""
        self._requests.close()
        self._answers.close()

    def _wait_until_ready(self) -> None:
        if self._is_ready:
            return
        try:
            read_frame(self._answers.fileno(), seconds=START_SECONDS)
        except (TimeoutError, PipeClosed) as error:
            raise errors.SandboxDown(status=self._process.poll()) from error
        self._is_ready = True

    def _death(self) -> Exception:
        status = self._process.wait()
        if status == 0:
            return ChildRetired()
        if status == -signal.SIGXCPU:
            return errors.DecodeTooSlow(limit="cpu", seconds=self._limits.cpu_seconds)
        return errors.DecodeCrashed(signal=-status) if status < 0 else errors.DecodeCrashed(status=status)


class Sandbox:
    """Up to `children` processes, started when first needed; safe to use from any thread, and after a fork."""

    def __init__(self, *, children: int | None = None, limits: Limits | None = None) -> None:
        """Remember the limits; nothing is started yet."""
        self._size = children or os.cpu_count() or 1
        self._limits = limits or Limits()
        self._start_empty()

    def run(self, verb: str, job: object, *, answer: type[A]) -> A:
        """Have `verb` done on `job` by a child and return its answer; raise the reason it was refused."""
        if self._owner != os.getpid():
            self._after_fork()
        request = msgspec.msgpack.encode((verb, job), enc_hook=str)
        with self._slots:
            reply = self._ask(request)
        if reply.error:
            raise getattr(errors, reply.error)(**reply.facts)
        return msgspec.convert(reply.value, type=answer, dec_hook=lambda kind, value: kind(value))

    def pids(self) -> tuple[int, ...]:
        """Return the processes that are waiting for work or working."""
        return tuple(child.pid for child in tuple(self._children))

    def close(self) -> None:
        """End all children of this process."""
        if self._owner == os.getpid():
            for child in tuple(self._children):
                self._drop(child)
            self._idle.clear()

    def _ask(self, request: bytes) -> Answer:
        while True:
            child = self._take()
            try:
                reply = child.ask(request)
            except ChildRetired:
                self._drop(child)
            except BaseException:
                self._drop(child)
                raise
            else:
                self._idle.append(child)
                return reply

    def _take(self) -> Child:
        try:
            while True:
                child = self._idle.pop()
                if child.is_alive():
                    return child
                self._drop(child)  # killed while it waited: the next file is not to blame
        except IndexError:
            child = Child(self._limits)
            self._children.add(child)
            return child

    def _drop(self, child: Child) -> None:
        self._children.discard(child)
        child.close()

    def _start_empty(self) -> None:
        self._owner = os.getpid()
        self._slots = threading.BoundedSemaphore(self._size)
        self._idle: list[Child] = []
        self._children: set[Child] = set()

    def _after_fork(self) -> None:
        """Leave the parent's children to the parent: two processes must not speak over one pipe."""
        for child in self._children:
            child.let_go()
        self._start_empty()


def _environment() -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed_on | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "OMP_NUM_THREADS": "1"}


@cache
def the_sandbox() -> Sandbox:
    """Return this process's own sandbox; its children end when the process ends."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox
