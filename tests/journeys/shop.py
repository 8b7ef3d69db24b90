"""A tiny shop on the loopback: where offers lead, and what it was asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>商城</title>
<h1>{path}</h1><p>商城收到了这次点击。</p></html>"""


@dataclass
class Shop:
    """A running shop: its address, and the click ids it got by path."""

    url: str
    clicks: dict[str, list[str]] = field(default_factory=dict)


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Run a shop until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    shop = Shop(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _counter(shop)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield shop
    server.shutdown()
    server.server_close()
    thread.join()


def _counter(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            shop.clicks.setdefault(asked.path, []).extend(parse_qs(asked.query).get("ch_click", []))
            body = PAGE.format(path=asked.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_facts: object) -> None:
            return

    return Counter
