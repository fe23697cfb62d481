"""Owns the pages of the assets layer: find and authorise, validate, call one domain function, render."""
