"""Two built-in generators that draw simulated images, so that a fresh machine shows the whole flow."""
