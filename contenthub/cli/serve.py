"""`contenthub serve` and `contenthub run`: web workers, drain and job worker under one supervisor."""

import os
import socket
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import click
import segno

from contenthub.cli.supervise import Child, Supervisor
from contenthub.kernel.settings import load_settings

READY_SECONDS = 60
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "SSL_CERT_FILE")
"""The server hands its whole environment to every request, so it is started with a small one."""


def _environ(public_url: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in PASSED_ON or key.startswith("CONTENTHUB_")}
    return {**kept, "CONTENTHUB_PUBLIC_URL": public_url}


def _children(*, host: str, port: int, workers: int) -> list[Child]:
    command = [sys.executable, "-m", "contenthub.cli"]
    return [
        Child("web", [*command, "web", "--host", host, "--port", str(port), "--workers", str(workers)]),
        Child("drain", [*command, "drain-loop"]),
        Child("jobs", [*command, "job-worker"]),
    ]


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _supervise(*, host: str, port: int, workers: int, public_url: str, when_ready: str) -> int:
    if _listens(host, port):
        click.echo(f"端口 {port} 已被占用：换一个端口（PORT=…）再试。 port {port} is taken, choose another.", err=True)
        return 1
    threading.Thread(target=_announce, args=(host, port, when_ready), daemon=True).start()
    return Supervisor(_children(host=host, port=port, workers=workers), environ=_environ(public_url)).run()


def _announce(host: str, port: int, text: str) -> None:
    local = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
    wait = threading.Event()
    for _ in range(READY_SECONDS * 10):
        try:
            with urllib.request.urlopen(f"http://{local}:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    click.echo(text)
                    return
        except (urllib.error.URLError, OSError):
            wait.wait(0.1)
    click.echo("service is not ready yet; see the log above and `contenthub doctor`", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web worker processes.")
def serve(*, host: str, port: int, workers: int) -> None:
    """Run the service: web workers, drain and job worker; SIGTERM stops cleanly."""
    settings = load_settings()
    public_url = settings.public_url if "public_url" in settings.model_fields_set else f"http://{host}:{port}"
    sys.exit(
        _supervise(host=host, port=port, workers=workers, public_url=public_url, when_ready=f"ready: {public_url}")
    )


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--lan", is_flag=True, help="Listen on the network, to try it on a real phone.")
@click.option(
    "--photos", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Pictures for the demo brand."
)
def run(*, port: int, lan: bool, photos: Path | None) -> None:
    """Migrate, load the demo brand into an empty database, serve, and say where and how to sign in."""
    address = _lan_address() if lan else "127.0.0.1"
    settings = load_settings()
    public_url = settings.public_url if "public_url" in settings.model_fields_set else f"http://{address}:{port}"
    os.environ["CONTENTHUB_PUBLIC_URL"] = public_url
    from contenthub.cli.demo import ensure_demo  # noqa: PLC0415 - `serve` starts without loading all of this

    signs = ensure_demo(photos=photos)
    host = "0.0.0.0" if lan else "127.0.0.1"  # noqa: S104 - asked for by --lan
    code = _code(public_url)
    text = _welcome(
        public_url, code, [f"  {sign.name}（{sign.role}）  {sign.login}  {sign.password}" for sign in signs]
    )
    sys.exit(_supervise(host=host, port=port, workers=2, public_url=public_url, when_ready=text))


def _welcome(public_url: str, code: list[str], signs: list[str]) -> str:
    how = ["演示登录（密码只显示这一次） demo sign-ins, shown once:", *signs, ""] if signs else []
    who = "有哪些人 who can sign in:  .venv/bin/contenthub user list"
    later = "忘记密码 to reset a password:  echo NEW | .venv/bin/contenthub user passwd LOGIN --password-stdin"
    return "\n".join(["", *code, f"  内容中台 ContentHub  {public_url}", "", *how, who, later, ""])


def _code(address: str) -> list[str]:
    """Draw the QR code of an address a phone can reach, as lines of text."""
    rows = [bytes(row) for row in segno.make(address, error="l").matrix_iter(border=2)]
    drawn = ["".join(" ▄▀█"[2 * top + low] for top, low in zip(up, down, strict=True)) for up, down in _pairs(rows)]
    return [*drawn, ""]


def _pairs(rows: list[bytes]) -> list[tuple[bytes, bytes]]:
    full = [*rows, bytes(len(rows[0]))] if len(rows) % 2 else rows
    return list(zip(full[::2], full[1::2], strict=True))


def _lan_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent, only the route is looked up
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
