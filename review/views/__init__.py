"""Owns the pages of the review layer: find and authorise, validate, call one domain function, render."""
