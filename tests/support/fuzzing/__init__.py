"""Random damage to what Earsight reads, and who watches what comes of it: `tests/benchmarks/fuzz.py`."""
