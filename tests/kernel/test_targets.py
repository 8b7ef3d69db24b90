import pytest

from contenthub.kernel.targets import is_allowed_target


class TestAllowedTarget:
    @pytest.mark.parametrize(
        "url", ["https://shop.example.com/p?a=1#x", "https://例子.中国/", "https://shop.example.com:8443/"]
    )
    def test_any_https_host_when_no_list_is_set(self, url: str) -> None:
        assert is_allowed_target(url, hosts=())

    @pytest.mark.parametrize(
        "url",
        [
            "http://shop.example.com/",
            "javascript:alert(1)",
            "data:text/html,x",
            "//shop.example.com",
            "https://",
            "https://user:pw@shop.example.com/",
            "https://shop.example.com/\n",
            "https://shop.example.com\\@evil.example",
            "https://[::1",
            "https://shop.example.com:port/",
            "https://shop..example.com/",
            "https://" + "a" * 64 + ".example.com/",
            "https://evil.example%2f.example.com/",
            "ftp://shop.example.com/",
            "https://shop.example.com/" + "a" * 2000,
            "",
        ],
    )
    def test_anything_else_is_refused(self, url: str) -> None:
        assert not is_allowed_target(url, hosts=())

    @pytest.mark.parametrize("url", ["http://example.com/", "https://shop.example.com/", "https://EXAMPLE.com./"])
    def test_listed_hosts_and_their_subdomains_are_allowed(self, url: str) -> None:
        assert is_allowed_target(url, hosts=("example.com",))

    @pytest.mark.parametrize(
        "url",
        [
            "https://notexample.com/",
            "https://example.com.evil.net/",
            "https://evil.net%2f.example.com/",
            "ftp://example.com/",
        ],
    )
    def test_look_alikes_are_refused(self, url: str) -> None:
        assert not is_allowed_target(url, hosts=("example.com",))
