"""Detection: what lies on the sheets of a workbook that nobody has described yet."""
