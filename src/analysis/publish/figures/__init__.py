"""Figures drawn from the comparison alone."""
