"""English is complete: every message of the sources has its words, with the same facts and no Chinese left in it."""

import re
from collections import Counter

import pytest

from tools import messages

CATALOGUES = sorted(messages.CATALOGUES.glob("*/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
KEPT: set[str] = set()
"""Messages whose English needs a Chinese character, each with its reason beside it. So far none does."""


@pytest.fixture(scope="module")
def sources():
    """Return the keys of all messages in the sources."""
    return {key(message) for message in messages.extracted() if message.id}


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parent.parent.name)
def catalogue(request):
    """A committed catalogue: its messages, without its head."""
    return [message for message in messages.read(request.param) if message.id]


def test_there_is_an_english_catalogue():
    assert "en" in {path.parent.parent.name for path in CATALOGUES}


def test_it_is_up_to_date(catalogue, sources):
    """`make messages` brings it up to date."""
    known = {key(message) for message in catalogue}

    assert {"missing": sources - known, "obsolete": known - sources} == {"missing": set(), "obsolete": set()}


def test_every_message_has_words(catalogue):
    assert [message.id for message in catalogue if not all(words(message)) or message.fuzzy] == []


def test_words_carry_the_same_facts(catalogue):
    differing = [message.id for message in catalogue if any(facts(text) != said(message) for text in words(message))]

    assert differing == []


def test_nothing_chinese_is_left(catalogue):
    left = [text for message in catalogue for text in words(message) if CHINESE.search(text) and text not in KEPT]

    assert left == []


def key(message):
    """Name a message: the same text has other words in another context."""
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def words(message):
    """List the forms of a translation: one, or one per plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def said(message):
    """Count the facts of a message as it stands in the sources."""
    return facts(message.id if isinstance(message.id, str) else message.id[0])


def facts(text):
    """Count placeholders, and doubled percent signs, which only formatted messages have."""
    return Counter(found[0] for found in PLACEHOLDER.finditer(text))
