"""A customer's phone: a client of the public addresses that says which browser it is."""

from typing import Any

from werkzeug.test import Client

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN"
)


class Customer(Client):
    """Opens pages as WeChat does, with cookies of its own; `agent` and `address` may be another's."""

    agent = WECHAT
    address = "203.0.113.7"

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["headers"] = {"User-Agent": self.agent, **kwargs.pop("headers", {})}
        kwargs["environ_base"] = {"REMOTE_ADDR": self.address, **kwargs.pop("environ_base", {})}
        return super().open(*args, **kwargs)
