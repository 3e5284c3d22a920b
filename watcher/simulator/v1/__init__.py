"""API v1 as the simulator speaks it: every value a string or null, stable plays only."""
