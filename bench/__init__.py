"""Benchmarks: figures as ratios measured in one run. `make bench` runs them all, `python -m bench NAME` one.

Each file here that has a `run()` is one. Results are kept in docs/benchmarks.md.
"""
