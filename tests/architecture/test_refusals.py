"""Every reason to refuse has a status and a sentence of its own."""

from collections.abc import Iterator

import contenthub.app
from contenthub.edge.errors import status_of
from contenthub.edge.sentences import SENTENCES
from contenthub.kernel.errors import ContentHubError

assert contenthub.app  # importing it imports every reason


def reasons(kind: type[ContentHubError] = ContentHubError) -> Iterator[type[ContentHubError]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("contenthub."):
            yield below
            yield from reasons(below)


def test_every_reason_has_a_sentence():
    silent = [reason.__qualname__ for reason in reasons() if not reason.__subclasses__() and reason not in SENTENCES]

    assert sorted(silent) == []


def test_every_reason_has_a_status():
    unknown = [
        reason.__qualname__ for reason in reasons() if not reason.__subclasses__() and status_of(reason()) == 500
    ]

    assert sorted(unknown) == []
