"""What a device is called in the list of one's own: program and system, nothing that identifies more."""

from contenthub.edge.words import _l

PROGRAMS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
WORDS = {"企业微信": _l("企业微信"), "微信": _l("微信"), "华为浏览器": _l("华为浏览器")}


def device_name(agent: str) -> str:
    """Return `Chrome · Windows` for a browser's agent text, or its first word."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (PROGRAMS, SYSTEMS)]
    return " · ".join(name for name in found if name) or agent.partition("/")[0][:40] or "?"


def device_words(device: str) -> str:
    """Return a device's name in the reader's language."""
    return " · ".join(str(WORDS.get(part, part)) for part in device.split(" · "))
