"""The same questions under other choices."""
