"""The first verdict, from what a request alone tells: staff, preview network, bot, else human."""

import re
from functools import lru_cache
from typing import Any, cast

import crawleruseragents
import re2

from contenthub.kernel.addresses import is_within, parse_networks
from contenthub.kernel.settings import Settings
from contenthub.kernel.signing import Signer
from contenthub.tracking.values import Verdict

Stamp = tuple[str, str]
"""A verdict and the reason for it."""

HUMAN: Stamp = (Verdict.HUMAN.value, "")
MAX_AGENT = 1024
OUR_PATTERNS = (
    r"^-?$",
    r"[Hh]eadless|[Pp]hantomJS|\b[Ss]elenium\b|[Ww]ebdriver",
    r"[Ss]pider[/;)]|\b[Bb]ot[/;)]|[Cc]rawler[/;) ]",
)
"""Agents the package does not name: none at all, automated browsers, and those that say what they are."""

WEBVIEWS = r"MicroMessenger/|wxwork/|DingTalk/|AliApp\(|AlipayClient/"
"""In-app browsers whose agents carry tokens that bot lists take for bots; a real one also names its device."""

DEVICES = r"iPhone|iPad|Android|Windows NT|Macintosh|OpenHarmony|HarmonyOS|Linux; U"
STRONG = r"(?i)spider|crawler|bot[/;) ]|headless|python|curl/|wget/|go-http|okhttp/[\d.]+$"
"""What no in-app browser ever says."""


def _compiled(patterns: list[str]) -> Any:
    options = re2.Options()
    options.max_mem = 256 * 1024 * 1024
    options.log_errors = False
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), options=options)


@lru_cache(maxsize=1)
def _programs() -> tuple[Any, Any, Any, Any]:
    listed = [cast("str", item["pattern"]) for item in crawleruseragents.CRAWLER_USER_AGENTS_DATA]
    return _compiled([*listed, *OUR_PATTERNS]), _compiled([WEBVIEWS]), _compiled([DEVICES]), _compiled([STRONG])


@lru_cache(maxsize=20_000)
def is_bot(agent: str) -> bool:
    """Say whether a user agent is a program's; an in-app browser of WeChat, WeCom, DingTalk or Alipay never is."""
    bots, webviews, devices, strong = _programs()
    agent = agent[:MAX_AGENT]
    if bots.search(agent) is None:
        return False
    return not (webviews.search(agent) and devices.search(agent) and not strong.search(agent))


class Judge:
    """Stamps requests with a first verdict."""

    def __init__(self, settings: Settings) -> None:
        """Take staff cookies signed with the settings' key, and the networks of preview servers."""
        self._signer = Signer(settings.secret, purpose="staff")
        self._networks = parse_networks(settings.preview_networks)
        self._is_staff = lru_cache(maxsize=2000)(lambda cookie: self._signer.open(cookie) is not None)
        self._is_preview = lru_cache(maxsize=20_000)(lambda address: is_within(address, self._networks))

    def stamp(self, *, agent: str, address: str, staff_cookie: str) -> Stamp:
        """Return the verdict and its reason; the first that applies of self, preview, bot."""
        if staff_cookie and self._is_staff(staff_cookie):
            return (Verdict.SELF.value, "staff")
        if self._networks and self._is_preview(address):
            return (Verdict.PREVIEW.value, "network")
        if is_bot(agent):
            return (Verdict.BOT.value, "agent" if agent else "no_agent")
        return HUMAN


_COOKIE = re.compile(r"(?:^|;[ ]*)(ch_v|ch_me)=\"?([^;\"]*)")


def read_cookies(header: str) -> tuple[str, str]:
    """Return the values of `ch_v` and `ch_me` in a Cookie header, empty when missing; the first of each counts."""
    if "ch_" not in header:
        return "", ""
    found: dict[str, str] = {}
    for name, value in _COOKIE.findall(header):
        found.setdefault(name, value)
    return found.get("ch_v", ""), found.get("ch_me", "")
