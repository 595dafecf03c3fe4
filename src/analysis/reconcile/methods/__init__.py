"""The statistics, free of frames and files: numbers in, numbers out."""
