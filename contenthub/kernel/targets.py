"""Where links may lead: http(s) only, within `TARGET_HOSTS`."""

import re
from urllib.parse import urlsplit

MAX_URL = 2000
_HOST = re.compile(r"[\w.:-]+")
"""Names, in any script, and addresses; what is percent-encoded reads as another host in another program."""


def is_allowed_target(url: str, *, hosts: tuple[str, ...]) -> bool:
    """Say whether `url` may be a target; `hosts` empty means any host, over https only.

    A host in the list allows itself and its sub-domains.
    """
    if len(url) > MAX_URL or any(ord(char) <= 32 or char in "\\\x7f" for char in url):
        return False
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        _ = parts.port, host.encode("idna")
    except ValueError:
        return False
    if not _HOST.fullmatch(host) or parts.username is not None or parts.password is not None:
        return False
    if not hosts:
        return parts.scheme == "https"
    is_listed = any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)
    return is_listed and parts.scheme in {"http", "https"}
