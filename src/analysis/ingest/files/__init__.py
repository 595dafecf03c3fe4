"""A workbook's file: five formats read into sheets of cells, whatever is wrong with them."""
