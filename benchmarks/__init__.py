"""The figures that Labproof promises, measured on the machine at hand: ``python -m benchmarks``."""
