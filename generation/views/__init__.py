"""Owns the pages of the generation layer: find and authorise, validate, call one domain function, render."""
