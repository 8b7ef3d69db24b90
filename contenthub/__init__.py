"""ContentHub: material, promo slots, guides' editions, tracked links, and what each slot earned."""

__version__ = "0.1.0"
