"""API v2 as the simulator speaks it: pure functions from the world and a request to an answer."""
