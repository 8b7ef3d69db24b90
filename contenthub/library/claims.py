"""One at a time for the same bytes: storing them and throwing them away must not overlap."""

from sqlalchemy import text

from contenthub.db.work import Work


def claim_bytes(work: Work, sha256: str) -> None:
    """Wait until nobody else writes about these bytes; ends with the transaction. SQLite has one writer anyway."""
    if work.session.get_bind().dialect.name == "postgresql":
        key = int(sha256[:15], 16)
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
