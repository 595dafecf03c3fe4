"""How things are kept in files: paths, CSV, and the columns of a table."""
