"""Where links may lead: http(s) only, within `TARGET_HOSTS`."""

from urllib.parse import urlsplit

MAX_URL = 2000


def is_allowed_target(url: str, *, hosts: tuple[str, ...]) -> bool:
    """Say whether `url` may be a target; `hosts` empty means any https host (and http).

    A host in the list allows itself and its sub-domains.
    """
    if len(url) > MAX_URL or any(ord(char) <= 32 or char in "\\\x7f" for char in url):
        return False
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.password is not None:
        return False
    if not hosts:
        return parts.scheme == "https"
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)
