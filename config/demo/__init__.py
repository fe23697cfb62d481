"""Owns the demo: two brands, their people and work in every state, made through the domain functions."""
