"""The child process: takes jobs from stdin, does them within limits, answers on stdout, leaves with its parent."""

import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from contenthub.library.imaging.errors import DecodeTooHungry, FileDamaged, FileRefused, SandboxDown, is_our_fault
from contenthub.library.imaging.frames import PipeClosed, read_frame, write_frame
from contenthub.library.imaging.inside import looking, posters, scaling, stripping
from contenthub.library.imaging.sandbox import Answer
from contenthub.library.imaging.values import CoverJob, Limits, LookJob, PosterJob, RenderJob, StripJob

VERBS: dict[str, tuple[type, Callable[[Any], object]]] = {
    "look": (LookJob, looking.look),
    "render": (RenderJob, scaling.render),
    "cover": (CoverJob, scaling.cover),
    "strip": (StripJob, stripping.strip),
    "poster": (PosterJob, posters.draw_poster),
}


def main() -> None:
    """Serve jobs until the parent is gone, nothing came for a while, or it is time for a fresh process."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    answers = os.dup(1)
    confine(limits)
    write_frame(answers, b"ready")
    _be_silent()
    for _ in range(limits.jobs):
        try:
            request = read_frame(0, seconds=limits.idle_seconds)
            allow_cpu(limits.cpu_seconds)
            answer = answer_to(request)
            write_frame(answers, msgspec.msgpack.encode(answer, enc_hook=str))
        except (PipeClosed, TimeoutError):
            return
        if answer.error == DecodeTooHungry.__name__:
            return


def answer_to(request: bytes) -> Answer:
    """Do one job; whatever it raises becomes a reason. Real files raise ValueError, SyntaxError, KeyError and more."""
    try:
        verb, raw = msgspec.msgpack.decode(request)
        kind, do = VERBS[verb]
        return Answer(value=do(msgspec.convert(raw, type=kind, dec_hook=lambda wanted, value: wanted(value))))
    except FileRefused as error:
        return Answer(error=type(error).__name__, facts=error.facts)
    except MemoryError:
        return Answer(error=DecodeTooHungry.__name__)
    except Exception as error:  # noqa: BLE001  (see the docstring)
        reason = SandboxDown if is_our_fault(error) else FileDamaged
        return Answer(error=reason.__name__, facts={"cause": f"{type(error).__name__}: {error}"[:300]})


def confine(limits: Limits) -> None:
    """Take memory, files and signals away from this process for good."""
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # the group is stopped as a whole: finish, then leave with the parent
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_AS, _own_size() + limits.memory_mb * 1024 * 1024)
    _limit(resource.RLIMIT_FSIZE, limits.output_mb * 1024 * 1024)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit then fails like a full disk
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def allow_cpu(seconds: int) -> None:
    """Let this process use `seconds` of CPU from now on; SIGXCPU ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _own_size() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # no /proc: macOS, which does not enforce the limit anyway
        return 1 << 30


def _be_silent() -> None:
    """Keep stray prints of decoders out of the answers and out of the log."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


if __name__ == "__main__":
    main()
