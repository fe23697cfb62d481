"""Owns how amounts of money are written."""

from decimal import Decimal

SIGNS = {"EUR": "€", "USD": "US$", "GBP": "£"}


def written(amount: Decimal, currency: str) -> str:
    """“€0.24”; as many digits after the point as are needed, at least two."""
    text = f"{amount:.4f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"{SIGNS.get(currency, currency + ' ')}{int(whole):,}.{part.ljust(2, '0')}"


def sums(totals: dict[str, Decimal]) -> str:
    """Amounts of several currencies, joined."""
    return " and ".join(written(amount, currency) for currency, amount in totals.items())
