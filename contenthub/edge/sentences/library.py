"""What the library says when refusing."""

from typing import Any

from contenthub.kernel.errors import ContentHubError

SENTENCES: dict[type[ContentHubError], Any] = {}
