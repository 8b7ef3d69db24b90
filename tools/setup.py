"""Set ContentHub up inside its checkout: Python packages, front end, message catalogues.

Needs nothing but Python 3.11 and its pip. What is already done is skipped, and what was interrupted starts over.
Where packages come from is the user's own pip and npm configuration; versions and checksums are ours.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)


def _require_python() -> None:
    """Go on with a Python that is new enough, or say which one is needed; older ones must understand this far."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(30, OLDEST[1] - 1, -1):
        newer = shutil.which("python3." + str(minor))
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - the same script, a newer Python
    sys.exit(
        f"ContentHub needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}. "
        "Install a newer one, or name it: make run PYTHON=/path/to/python3"
    )


_require_python()

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STATE = VENV / "contenthub-setup.json"
LOG = VENV / "contenthub-setup.log"
TRANSLATIONS = ROOT / "contenthub" / "translations"
NEEDED_MB = {"run": 1000, "dev": 1500}
"""Free disk an installation from nothing takes, with pip's temporary files."""

PIP = ["install", "--require-hashes", "--no-deps", "--no-compile", "--no-input", "--disable-pip-version-check"]
PIP += ["--no-warn-script-location", "--progress-bar", "off"]

LAUNCHER = """#!/bin/sh
'''exec' "$(dirname -- "$(readlink -f -- "$0")")/python" "$0" "$@"
' '''
import sys

from contenthub.cli import main

sys.exit(main())
"""

REASONS = (
    (
        ("No space left", "ENOSPC", "Errno 28"),
        "The disk is full. Free some space (TMPDIR chooses where temporary files go), then run this again.",
    ),
    (
        ("DO NOT MATCH THE HASHES", "EINTEGRITY"),
        "A package is not the one this version was tested with: its checksum differs. It was not used.",
    ),
    (
        ("CERTIFICATE_VERIFY", "SSLError", "UNABLE_TO_VERIFY", "SELF_SIGNED"),
        "The package index shows a certificate that is not trusted here. See the settings of pip and npm.",
    ),
    (
        (
            *("Connection", "Max retries", "timed out", "Temporary failure", "ProxyError", "No matching distribution"),
            *("ENOTFOUND", "ECONN", "ETIMEDOUT", "EAI_AGAIN", "ERR_SOCKET"),
        ),
        "The package index cannot be reached, or lacks a package. Check the network and `pip config list`, then retry.",
    ),
    (
        ("Permission denied", "EACCES"),
        "Files of an earlier set-up belong to somebody else. Give them to yourself, or remove .venv and node_modules.",
    ),
)


class SetupFailed(Exception):
    """A step could not be done; the message says what to do about it."""


def main() -> int:
    """Do what is left to do and return 0, or say in a sentence why not and return 1."""
    parser = argparse.ArgumentParser(description="Set ContentHub up inside this checkout.")
    parser.add_argument("--dev", action="store_true", help="install what tests and checks need, too")
    kind = "dev" if parser.parse_args().dev else "run"
    try:
        with alone():
            install_packages(kind)
            build_front()
            compile_catalogues()
    except SetupFailed as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
    except OSError as error:
        print(f"Set-up stopped: {explain(str(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; run it again to go on.", file=sys.stderr)
    else:
        return 0
    return 1


@contextmanager
def alone() -> Iterator[None]:
    """Wait for another set-up of this checkout; two at once would break each other's files."""
    with Path(__file__).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this checkout is running; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)  # a pip that outlives us keeps the lock
        yield


# --- what is already done ---------------------------------------------------------------------------------------------


def state() -> dict[str, str]:
    """Read what earlier runs finished; empty when there is nothing, or nothing readable."""
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def note(**facts: str) -> None:
    """Remember facts for the next run, all or nothing."""
    fresh = STATE.with_suffix(".new")
    fresh.write_text(json.dumps(state() | facts, indent=1) + "\n", encoding="utf-8")
    fresh.replace(STATE)


def digest(*paths: Path) -> str:
    """Name the content of files: the same content, the same name."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        found.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


# --- Python packages --------------------------------------------------------------------------------------------------


def install_packages(kind: str) -> None:
    """Put the packages of `requirements/<kind>.txt` and the `contenthub` command into `.venv`."""
    marks = {name: digest(ROOT / "requirements" / f"{name}.txt") for name in ("run", "dev")}
    known = state() if is_sound() else {}
    if known.get(kind) == marks[kind] and (BIN / "contenthub").is_file():
        return
    if not known.get("run"):
        require_space(NEEDED_MB[kind])
    make_venv()
    pip_install(kind)
    compile_all()
    install_ourselves()
    # Whatever the larger set installed also serves the smaller one; a newer smaller set outdates the larger.
    marks["dev"] = marks["dev"] if kind == "dev" else ""
    note(unfinished="", root=str(ROOT), python=os.path.realpath(BIN / "python"), **marks)


def is_sound() -> bool:
    """Say whether `.venv` is whole, belongs to this place, and its Python is still there."""
    known = state()
    here = (known.get("root"), known.get("python")) == (str(ROOT), os.path.realpath(BIN / "python"))
    return here and (BIN / "python").exists() and not known.get("unfinished")


def require_space(megabytes: int) -> None:
    """Refuse to begin what the disk cannot hold."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < megabytes:
        raise SetupFailed(
            f"{free} MB are free here, about {megabytes} MB are needed. Free some space, then run this again."
        )


def make_venv() -> None:
    """Leave a sound `.venv` alone, adopt one that answers, replace a broken or half-made one."""
    if is_sound() or (not state() and answers(str(BIN / "python"), "-m", "pip", "--version")):
        return
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    note(unfinished="yes")
    venv.EnvBuilder(symlinks=True).create(VENV)
    answers(str(BIN / "python"), "-m", "ensurepip", "--default-pip")  # some systems lack it: see pip()


def pip() -> list[str]:
    """Return the pip to use: the one in `.venv`, else the one of the Python that runs us."""
    inside = str(BIN / "python")
    if answers(inside, "-m", "pip", "--version"):
        return [inside, "-m", "pip"]
    if answers(sys.executable, "-m", "pip", "--version"):
        return [sys.executable, "-m", "pip", "--python", inside]
    raise SetupFailed(f"{sys.executable} has neither pip nor ensurepip. On Debian and Ubuntu: apt install python3-venv")


def pip_install(kind: str) -> None:
    """Install exactly the pinned packages, checksums verified; show how far it is."""
    file = ROOT / "requirements" / f"{kind}.txt"
    total = sum(1 for line in file.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    begun, seen = time.monotonic(), 0
    say(f"Installing Python packages (up to {total}; the first time takes a minute or two)")
    child = start(*pip(), *PIP, "-r", str(file))
    said = []
    for line in child.stdout or ():
        said.append(line)
        if line.startswith("Collecting"):
            seen += 1
            progress(f"  {seen}/{total} {line.split()[1]}")
        elif line.startswith("Installing collected"):
            note(unfinished="yes")  # from here on a half-written package may lie around
            progress("  unpacking")
    progress("")
    LOG.write_text("".join(said), encoding="utf-8")
    if child.wait():
        raise SetupFailed(explain("".join(said)))
    say(f"Installed in {time.monotonic() - begun:.0f} s")


def compile_all() -> None:
    """Compile on all cores what pip would compile on one, so that the first start is as quick as the next."""
    places = [str(path) for path in VENV.glob("lib/python3*/site-packages")] + [str(ROOT / "contenthub")]
    options = ("-W", "ignore", "-m", "compileall", "-q", "-j", "0", "-x", "/(tests?|f2py|pip|node_modules)/")
    answers(str(BIN / "python"), *options, *places)  # a file that does not compile is found when it is imported


def install_ourselves() -> None:
    """Make the checkout importable, and `contenthub` a command, without building anything."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        # Relative and plain ASCII: .pth files are read in the locale's encoding, and folders have any name.
        (packages / "contenthub.pth").write_text("../../../..\n", encoding="ascii")
    script = BIN / "contenthub"
    script.write_text(LAUNCHER, encoding="ascii")
    script.chmod(0o755)


# --- front end and catalogues -----------------------------------------------------------------------------------------


def build_front() -> None:
    """Build `static/dist` when a source, a package or the builder changed."""
    folders = (ROOT / "static" / name for name in ("js", "css", "images"))
    sources = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    builders = ("package.json", "package-lock.json", ".npmrc", "tools/front.py")
    mark = digest(*sources, *(ROOT / name for name in builders))
    if state().get("front") == mark and (ROOT / "static" / "dist" / "manifest.json").is_file():
        return
    say("Building the front end")
    run("tools/front.py")
    note(front=mark)


def compile_catalogues() -> None:
    """Compile the translations when one changed."""
    catalogues = sorted(TRANSLATIONS.rglob("messages.po"))
    mark = digest(*catalogues)
    if not catalogues or (
        state().get("catalogues") == mark and all(path.with_suffix(".mo").is_file() for path in catalogues)
    ):
        return
    say("Compiling translations")
    run("-m", "babel.messages.frontend", "compile", "-d", str(TRANSLATIONS))
    note(catalogues=mark)


# --- small parts ------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> None:
    """Run a step with the Python of `.venv`; its own words come with the failure."""
    child = start(str(BIN / "python"), *arguments)
    said, _ = child.communicate()
    if child.returncode:
        raise SetupFailed(explain(said))


def start(*command: str) -> subprocess.Popen[str]:
    """Start a command that says everything on one stream; it keeps our lock while it lives."""
    out, err = subprocess.PIPE, subprocess.STDOUT
    return subprocess.Popen(
        command, cwd=ROOT, env=quiet_env(), stdout=out, stderr=err, text=True, errors="replace", close_fds=False
    )


def answers(*command: str) -> bool:
    """Say whether a command exists and ends well."""
    try:
        return subprocess.run(command, cwd=ROOT, env=quiet_env(), capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def quiet_env() -> dict[str, str]:
    """Return the user's environment without what would send packages elsewhere."""
    elsewhere = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX"}
    kept = {key: value for key, value in os.environ.items() if key not in elsewhere}
    return kept | {"PIP_USER": "0", "PYTHONUNBUFFERED": "1"}


def explain(output: str) -> str:
    """Turn a tool's last words into a sentence that says what to do, followed by those words."""
    sentence = next((text for marks, text in REASONS if any(mark in output for mark in marks)), "A step failed.")
    noise = ("Ignoring ", "Requirement already satisfied", "npm warn")
    lines = [line for line in output.strip().splitlines() if not line.startswith(noise)]
    return "\n  ".join([sentence, *lines[-5:]])


def say(sentence: str) -> None:
    """Tell the user which long step begins."""
    print(sentence, flush=True)


def progress(text: str) -> None:
    """Show how far a step is, on a terminal only, always on the same line."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text[:78]}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
