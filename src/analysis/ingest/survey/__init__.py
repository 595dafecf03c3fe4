"""The survey of a workbook: where its tables lie and what every cell of it is."""
