from datetime import UTC, datetime

import pytest

from contenthub.kernel.addresses import client_address, parse_networks
from contenthub.kernel.clock import to_rfc3339
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.ids import new_code, new_id
from contenthub.kernel.paging import CursorInvalid, Page, PageQuery
from contenthub.kernel.signing import Signer
from contenthub.kernel.text import clean_html, clean_line, html_to_text


class TestIds:
    def test_codes_hold_no_letters_that_look_alike(self) -> None:
        assert not set("".join(new_code() for _ in range(200))) & set("0OIl")

    def test_ids_are_26_characters(self) -> None:
        assert len(new_id()) == 26


class TestClientAddress:
    def test_the_header_is_ignored_without_trusted_proxies(self) -> None:
        assert client_address("9.9.9.9", "1.1.1.1", trusted=()) == "9.9.9.9"

    def test_the_last_untrusted_hop_is_the_client(self) -> None:
        trusted = parse_networks(("10.0.0.0/8",))

        assert client_address("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", trusted=trusted) == "1.1.1.1"


class TestSigner:
    def test_opens_what_it_sealed(self) -> None:
        signer = Signer("key", purpose="a")

        assert signer.open(signer.seal("李芳")) == "李芳"

    def test_a_seal_of_another_purpose_does_not_open(self) -> None:
        assert Signer("key", purpose="b").open(Signer("key", purpose="a").seal("x")) is None

    @pytest.mark.parametrize("sealed", ["", "x", "x.", ".x", "x.é"])
    def test_nonsense_does_not_open(self, sealed: str) -> None:
        assert Signer("key", purpose="a").open(sealed) is None


class TestPaging:
    @pytest.mark.parametrize("cursor", ["x", "é", "LTE=", "OTk5OTk5OTk5OTk5"])
    def test_a_foreign_cursor_is_refused(self, cursor: str) -> None:
        with pytest.raises(CursorInvalid):
            _ = PageQuery(10, cursor).offset

    def test_the_last_page_has_no_next(self) -> None:
        assert Page.of([1, 2], query=PageQuery(2), total=2).next is None

    def test_the_next_cursor_begins_where_this_page_ends(self) -> None:
        page = Page.of([1, 2], query=PageQuery(2), total=5)

        assert PageQuery(2, page.next).offset == 2


class TestText:
    def test_scripts_and_handlers_are_cleaned_away(self) -> None:
        assert clean_html('<p onclick="x()">好<script>alert(1)</script></p>') == "<p>好</p>"

    def test_a_link_outside_the_allowed_hosts_loses_its_address(self) -> None:
        assert "href" not in clean_html('<a href="https://evil.example">x</a>', is_allowed_link=lambda _url: False)

    def test_direction_marks_are_removed_from_a_line(self) -> None:
        assert clean_line(" 李\u202e芳\n  x ") == "李芳 x"

    def test_words_of_html_keep_their_paragraphs(self) -> None:
        assert html_to_text("<p>一</p><p>二 &amp; 三</p>") == "一\n二 & 三"


class TestErrors:
    def test_the_slug_is_the_name_of_the_reason(self) -> None:
        class BlockLocked(ContentHubError):
            pass

        assert BlockLocked(block="b1").slug == "block-locked"


def test_moments_are_written_with_milliseconds() -> None:
    assert to_rfc3339(datetime(2026, 7, 1, 8, tzinfo=UTC)) == "2026-07-01T08:00:00.000Z"
