"""Lines of the time before the watch, then a medal."""

from sightings import activity, deed

OLD = deed("medal", -600, medal="Old Habits")
FIRST = (activity(OLD, asked=0),)
NEW = (activity(deed("medal", 60, medal="Night Owl"), OLD, asked=90),)
