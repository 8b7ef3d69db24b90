"""Past-tense signals: lower floors tell what happened, higher ones subscribe; wired in `contenthub.hub`.

Each is sent inside the transaction with `work`, `clock` and the thing itself, so that what a subscriber writes is
committed with it or not at all.
"""

from blinker import Signal

person_changed = Signal("sent with `person`: name or unit, which stand on pages")
person_deactivated = Signal("sent with `person`")
product_changed = Signal("sent with `product`: shelf, target or name")
offer_changed = Signal("sent with `offer`: target, window, stock, on or off")
content_recalled = Signal("sent with `content`")
content_published = Signal("sent with `content`")
plan_changed = Signal("sent with `plan`: state or period")
