"""Observations become comparable: same window, unit and population, or refused by name."""
