"""Fixtures: a launched plan."""

import pytest

from tests.distribution.making import launch


@pytest.fixture
def launched(admin, sign_in):
    """A plan that runs, with one guide."""
    return launch(admin, sign_in)
