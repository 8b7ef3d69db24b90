"""A measured row, and how it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, the value with its unit, and what it is to be held against."""

    area: str
    what: str
    value: float
    unit: str
    note: str = ""

    def line(self) -> str:
        """Return the row for a terminal."""
        number = f"{self.value:,.3g}" if abs(self.value) < 1000 else f"{self.value:,.0f}"
        return f"{self.area:<12} {self.what:<52} {number:>12} {self.unit:<10} {self.note}"
