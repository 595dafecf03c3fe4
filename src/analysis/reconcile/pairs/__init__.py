"""Two replies, or two years of one, side by side."""
