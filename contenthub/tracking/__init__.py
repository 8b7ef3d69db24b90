"""The front door, the spool, the drain, events and conversions; a slot is known only by its key."""
