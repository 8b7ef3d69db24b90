"""Fixtures: what the pages' tests share too."""

from tests.web.conftest import customer, shared

__all__ = ["customer", "shared"]
