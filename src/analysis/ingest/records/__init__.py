"""Lists with one row a complaint, counted into the observations a table would give."""
