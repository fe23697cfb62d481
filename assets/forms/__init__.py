"""Owns the forms of the assets layer, and the form that all forms are made of."""

from assets.forms.plain import LinesField, PlainForm, respond_invalid, storable

__all__ = ["LinesField", "PlainForm", "respond_invalid", "storable"]
