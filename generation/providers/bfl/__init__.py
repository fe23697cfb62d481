"""Flux by Black Forest Labs, through their own API."""
