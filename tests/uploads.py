"""Uploading in tests: real pictures, through the API."""

import io
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.clients import Api
from tests.hostile_files import picture_bytes


def picture(number: int = 0) -> bytes:
    """Make a small sound JPEG; other numbers, other bytes."""
    return picture_bytes(size=(32 + number, 24))


def upload(api: Api, content: bytes | None = None, *, name: str = "照片.jpg", key: str = "", **fields: Any) -> Any:
    """Upload one file and return the answer."""
    file = FileStorage(io.BytesIO(picture() if content is None else content), name)
    boundary, body = encode_multipart({"file": file, **fields})
    headers = {"Idempotency-Key": key} if key else {}
    return api.call(
        "POST", "/assets", data=body, content_type=f"multipart/form-data; boundary={boundary}", headers=headers
    )


def uploaded(api: Api, number: int = 0, **fields: Any) -> str:
    """Upload a small picture and return the asset's id."""
    answer = upload(api, picture(number), **fields)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json["id"]
