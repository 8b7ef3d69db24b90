"""Whose request it is: the peer's address, or the one a trusted proxy names."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]


@lru_cache(maxsize=64)
def parse_networks(texts: tuple[str, ...]) -> Networks:
    """Return the networks named; raise ValueError for anything else."""
    return tuple(ip_network(text, strict=False) for text in texts)


def is_within(address: str, networks: Networks) -> bool:
    """Say whether `address` lies in one of `networks`."""
    if not networks:
        return False
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def client_address(peer: str, forwarded: str, *, trusted: Networks) -> str:
    """Return the client's address: the last one in `X-Forwarded-For` that no trusted proxy wrote.

    The header is believed only as far as the chain of trusted proxies reaches.
    """
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not is_within(address, trusted):
            break
        address = hop
    return address
