"""Data sets that the checks train and measure on; each comes with its source, its licence and fixed splits."""
