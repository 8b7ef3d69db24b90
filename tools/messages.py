"""Bring the message catalogues up to date with the sources: what is new waits for words, what is gone is dropped.

A message is a Chinese text within `_("…")` and its neighbours in `contenthub.edge.words`. A catalogue without line
numbers changes only when a message does.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "contenthub" / "translations"

WORDS = {"_": None, "_l": None, "_n": (1, 1), "_p": ((1, "c"), 2), "_lp": ((1, "c"), 2), "lazy_gettext": None}
"""Where the message stands in each call, and where its context (`c`); `_n` says the same of one and of many."""
METHODS = [("contenthub/**.py", "python"), ("contenthub/web/templates/**.html", "jinja2")]
JINJA = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}


def extracted() -> Catalog:
    """Return every message of the sources, without translations, with the files that say it."""
    found = Catalog(charset="utf-8")
    options = {METHODS[1][0]: JINJA}
    for file, _line, message, _comments, context in sorted(
        extract_from_dir(ROOT, METHODS, options, keywords=WORDS, directory_filter=_is_ours), key=lambda row: row[:2]
    ):
        found.add(message, locations=[(file, 1)], context=context)
    return found


def _is_ours(folder: str | Path) -> bool:
    place = Path(folder).relative_to(ROOT)
    return place == Path() or place.parts[0] == "contenthub"


def read(path: Path) -> Catalog:
    """Return a catalogue as it is committed."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(path: Path) -> Catalog:
    """Write a catalogue anew with the messages of the sources and the translations it has; return it."""
    catalogue = read(path)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, ignore_obsolete=True, include_lineno=False)
    return catalogue


def main() -> None:
    """Update every catalogue and say what waits for words."""
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        catalogue = update(path)
        waiting = [str(message.id) for message in catalogue if message.id and not message.string]
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {len(waiting)} without words")
        for text in waiting:
            print(f"  {text}")


if __name__ == "__main__":
    main()
