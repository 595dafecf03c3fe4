"""The picture of a workbook: each sheet as a grid whose cells are coloured by their role."""
