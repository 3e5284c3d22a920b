"""Which news interests whom: conditions, routing, explanations. Pure; compiled when the config is read."""

from watcher.rules.conditions import Condition, RuleError, compile_condition
from watcher.rules.fields import Field, Type, fields_of, nested_in, view
from watcher.rules.lobbies import Finding, Lobby
from watcher.rules.rhythm import (
    AWAY,
    MORE,
    NEWS_LIVES,
    Away,
    Cap,
    CatchUp,
    Digest,
    Place,
    Quiet,
    Rhythm,
    most_of,
    next_digest,
    next_quiet,
    place,
    quiet_until,
)
from watcher.rules.routing import DONE_BY_SOMEBODY, NewsRule, Route, Verdict, Watch, explain, route, seen_by, watched_as
from watcher.rules.wanted import Goal, Listing, Summary

__all__ = [
    "AWAY",
    "DONE_BY_SOMEBODY",
    "MORE",
    "NEWS_LIVES",
    "Away",
    "Cap",
    "CatchUp",
    "Condition",
    "Digest",
    "Field",
    "Finding",
    "Goal",
    "Listing",
    "Lobby",
    "NewsRule",
    "Place",
    "Quiet",
    "Rhythm",
    "Route",
    "RuleError",
    "Summary",
    "Type",
    "Verdict",
    "Watch",
    "compile_condition",
    "explain",
    "fields_of",
    "most_of",
    "nested_in",
    "next_digest",
    "next_quiet",
    "place",
    "quiet_until",
    "route",
    "seen_by",
    "view",
    "watched_as",
]
