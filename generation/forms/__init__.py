"""Owns the forms of the generation layer, one subject a file."""
