"""Content with promo slots, offers, and plans with goals."""
