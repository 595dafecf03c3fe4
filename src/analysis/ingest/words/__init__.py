"""What the text of a cell means by itself: numbers, marks, periods, labels, a sheet's legend."""
