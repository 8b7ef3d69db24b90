"""Figures with their intervals: slots, funnel, reading, goals."""
