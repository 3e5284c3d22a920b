"""watcher: tells people what happened on osu!.

We look at osu!. What differs from what we remember is news. News is owed. What is owed is told.
"""

__version__ = "0.1.0"
