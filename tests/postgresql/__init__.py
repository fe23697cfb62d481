"""Owns PostgreSQL as the tests use it: emptied by row, since truncating 69 small tables takes ten times as long."""
