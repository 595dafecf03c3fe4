"""A revised workbook beside its earlier edition: what changed, figure by figure, cell by cell."""
