"""A reply's total: over its own window, over the common one, and with a cell divided."""
