"""Fixtures of the grid: a world in which every address means something, and a person in each role."""

import pytest

from tests.grid.addresses import a_world, everybody


@pytest.fixture
def world(brand, marketer, manager, auditor):
    """One of everything in the brand."""
    return a_world(brand)


@pytest.fixture
def people(marketer, manager, auditor):
    """A person in each role."""
    return everybody(marketer, manager, auditor)
