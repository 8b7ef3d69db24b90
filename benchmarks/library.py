"""From upload to ready renditions: 12 megapixel photos through the upload endpoint, the gate and the renderer."""

import io
import os
import random
import time
from pathlib import Path
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from benchmarks.house import open_house
from benchmarks.rows import Row
from contenthub.accounts.values import Role, Scope
from contenthub.app import create_app
from contenthub.hub import Hub
from contenthub.library.imaging.sandbox import the_sandbox

PHOTOS = 12
SIZE = (4000, 3000)
TARGET = "target ≥ 3 on one core"
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> list[Row]:
    """Upload a dozen photos one after another and return what each costs."""
    photos = [photo(seed) for seed in range(PHOTOS)]
    with open_house(index_url="memory:") as hub:
        client = Uploader(hub)
        client.upload(photo(99))  # starts the child process and fills every cache
        wall, cpu = time.perf_counter(), cpu_seconds()
        states = [client.upload(content)["state"] for content in photos]
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        ready = client.count("ready") - 1
    note = f"{PHOTOS} JPEG of 12 MP, {sum(map(len, photos)) / PHOTOS / 1e6:.1f} MB; {len(states)} sent, {ready} ready"
    return [
        Row("library", "upload → ready renditions, per core", PHOTOS / cpu, "images/s", f"{TARGET}; {note}"),
        Row("library", "upload → ready renditions, one after another", PHOTOS / wall, "images/s", "by the clock"),
    ]


def photo(seed: int) -> bytes:
    """Make a JPEG with the shapes, the noise and about the size of a phone's photo."""
    rng = random.Random(seed)  # the same pictures each run
    small = Image.new("RGB", (80, 60))
    small.putdata([tuple(rng.randrange(256) for _ in range(3)) for _ in range(80 * 60)])
    picture = small.resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise((1000, 750), 22).resize(SIZE).convert("RGB")
    out = io.BytesIO()
    Image.blend(picture, grain, 0.12).save(out, "JPEG", quality=90, subsampling="4:2:0")
    return out.getvalue()


class Uploader:
    """A marketer's client of the API."""

    def __init__(self, hub: Hub) -> None:
        """Sign a marketer in."""
        self._http = create_app(hub).test_client()
        with hub.services() as services:
            person = services.people.add_person(login="m", name="m", role=Role.MARKETER, password="correct horse")
            _, secret = services.access.add_token(person, label="bench", scopes=frozenset({Scope.FULL}))
        self._headers = {"Authorization": f"Bearer {secret}"}

    def upload(self, content: bytes) -> dict[str, Any]:
        """Upload one picture and return the answer."""
        boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), "photo.jpg")})
        kind = f"multipart/form-data; boundary={boundary}"
        answer = self._http.post("/api/v1/assets", data=body, content_type=kind, headers=self._headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json or {})

    def upload_stream(self, body: Path, *, boundary: str) -> dict[str, Any]:
        """Upload a form that lies in a file, without reading it first."""
        kind = f"multipart/form-data; boundary={boundary}"
        with body.open("rb") as stream:
            answer = self._http.post(
                "/api/v1/assets",
                input_stream=stream,
                content_type=kind,
                content_length=body.stat().st_size,
                headers=self._headers,
            )
        assert answer.status_code == 201, answer.text
        return dict(answer.json or {})

    def count(self, state: str) -> int:
        """Return how many assets are in a state."""
        answer = self._http.get(f"/api/v1/assets?state={state}", headers=self._headers)
        return int((answer.json or {})["total"])


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the children that decode for it."""
    return time.process_time() + sum(map(_child_seconds, the_sandbox().pids()))


def _child_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
