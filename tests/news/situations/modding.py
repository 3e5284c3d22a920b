"""A discussion of the time before the watch; then a problem, and praise by somebody else."""

from sightings import discussion

FIRST = (discussion(1, -600),)
NEW = (discussion(2, 600), discussion(3, 700, what="praise", by=4, by_name="Vega", text="Lovely.", version=""))
