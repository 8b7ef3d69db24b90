"""Memory of a web worker while 200 MB are uploaded to it: it must not depend on the size of the file."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.house import open_house
from benchmarks.library import Uploader
from benchmarks.rows import Row

SMALL, LARGE = (400, 500), (8000, 6250)
BOUNDARY = "benchmark"
MEBI = 1024


def run() -> list[Row]:
    """Upload 0.8 MB and 200 MB, each to a process of its own, and compare the peaks."""
    small, large = (_measured(size) for size in (SMALL, LARGE))
    sent, less = large["bytes"] / 1e6, small["bytes"] / 1e6
    note = f"TIFF of {sent:.0f} MB; with {less:.1f} MB the peak is {small['peak'] / MEBI:.0f} MB"
    return [
        Row("memory", "web worker's peak during a 200 MB upload", large["peak"] / MEBI, "MB", note),
        Row(
            "memory", "of that, because of the file's size", (large["peak"] - small["peak"]) / MEBI, "MB", "target ≤ 10"
        ),
    ]


def _measured(size: tuple[int, int]) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.memory", *map(str, size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def upload(size: tuple[int, int]) -> dict[str, int]:
    """Upload an uncompressed TIFF of `size` pixels, streamed as a server would, and tell the peak in KiB."""
    with tempfile.TemporaryDirectory() as folder, open_house(index_url="memory:", max_upload_mb=300) as hub:
        body = Path(folder) / "body"
        count = _write_form(body, size)
        client = Uploader(hub)
        client.upload_stream(body, boundary=BOUNDARY)
        return {"bytes": count, "peak": _peak()}


def _write_form(body: Path, size: tuple[int, int]) -> int:
    """Have another process write the form, so that its memory is not counted here."""
    child = os.fork()
    if not child:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.tif"\r\n\r\n'
        picture = body.with_suffix(".tif")
        Image.new("RGBA", size, "#88aacc").save(picture)
        with body.open("wb") as file:
            file.write(head.encode())
            file.write(picture.read_bytes())
            file.write(f"\r\n--{BOUNDARY}--\r\n".encode())
        os._exit(0)
    os.waitpid(child, 0)
    return body.stat().st_size


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    print(json.dumps(upload((int(sys.argv[1]), int(sys.argv[2])))))
