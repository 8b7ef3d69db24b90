"""How a job travels: JSON with a signature. Who can write to the queue but has no key cannot make us run anything."""

import json
from datetime import datetime
from typing import Any

from huey.registry import Message

from contenthub.kernel.signing import Signer


class MessageRefused(ValueError):
    """The message was not signed with our key."""


class SignedJson:
    """Huey's serializer without pickle."""

    def __init__(self, secret: str) -> None:
        """Sign with a key derived from `secret`, for jobs only."""
        self._signer = Signer(secret, purpose="jobs")

    def serialize(self, message: Any) -> bytes:
        """Return the signed bytes of a call; nothing but calls is ever queued."""
        if not isinstance(message, Message):
            raise TypeError(f"not a job: {type(message).__name__}")
        text = json.dumps(
            {
                "id": message.id,
                "name": message.name,
                "eta": message.eta and message.eta.isoformat(),
                "retries": message.retries,
                "retry_delay": message.retry_delay,
                "retry_backoff": message.retry_backoff,
                "payload": message.kwargs,
            }
        )
        return self._signer.seal(text).encode()

    def deserialize(self, sealed: bytes) -> Any:
        """Return the call; raise `MessageRefused` for bytes that are not ours."""
        text = self._signer.open(bytes(sealed).decode(errors="replace"))
        if text is None:
            raise MessageRefused("a queued job was not signed with our key")
        call = json.loads(text)
        return Message(
            id=call["id"],
            name=call["name"],
            eta=call["eta"] and datetime.fromisoformat(call["eta"]),
            retries=call["retries"],
            retry_delay=call["retry_delay"],
            retry_backoff=call["retry_backoff"],
            args=(),
            kwargs=call["payload"],
        )
