"""The queue that a URL names."""

from functools import partial
from pathlib import Path
from typing import Any

from contenthub.jobs.engine import Jobs, JobsUrlInvalid
from contenthub.kernel.errors import FieldError


def make_jobs(url: str, *, secret: str, name: str = "contenthub") -> Jobs:
    """Return the queue `name` of `sqlite:FILE`, `redis://…`, `postgresql://…`, or `immediate:`.

    Jobs are signed with a key made of `secret`; nothing is contacted before it is used.
    """
    # Engines are imported when chosen: one that is not used costs neither memory nor time.
    kind, _, rest = url.partition(":")
    if kind == "immediate" and not rest:
        from contenthub.jobs.memory import ImmediateJobs  # noqa: PLC0415

        return ImmediateJobs()
    if kind not in {"sqlite", "redis", "postgresql"} or not rest:
        reason = "must be sqlite:FILE, redis://…, postgresql://… or immediate:"
        raise JobsUrlInvalid(FieldError("QUEUE_URL", reason))
    from contenthub.jobs.queue import QueuedJobs  # noqa: PLC0415

    return QueuedJobs(partial(_open, kind, url, secret=secret, name=name))


def _open(kind: str, url: str, *, secret: str, name: str) -> Any:
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # noqa: PLC0415  # as above

    from contenthub.jobs.messages import SignedJson  # noqa: PLC0415

    common = {"results": False, "serializer": SignedJson(secret)}
    if kind == "redis":
        return RedisHuey(name, url=url, **common)
    if kind == "postgresql":
        return PostgresHuey(name, dsn=url, **common)
    file = Path(url.partition(":")[2])
    file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(name, filename=str(file), **common)
