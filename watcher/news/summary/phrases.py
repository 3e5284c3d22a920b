"""How a summary sounds: a title, who gained what, the best play. Pure."""

from collections.abc import Sequence

from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.news.summary.facts import GroupSummaryFacts, MemberFacts, SummaryFacts
from watcher.notification import Notification

DAY = 86_400
NAMED = 3
"""Members of a group who are told by name."""
_USUAL = {DAY: "in a day", 7 * DAY: "in a week"}
OFF = 7200
"""By how much (seconds) a day or week may be longer or shorter: clocks are put forward and back, answers come late."""


def notification(events: Sequence[Event]) -> Notification:
    """What one did, or all of them together."""
    facts = events[0].facts
    if isinstance(facts, SummaryFacts):
        return _of_one(facts)
    assert isinstance(facts, GroupSummaryFacts)
    return _of_all(facts)


def _of_one(facts: SummaryFacts) -> Notification:
    gained = [f"{say.signed(facts.pp_change)}pp"] if facts.pp_change else []
    if facts.rank is not None and facts.rank_gain:
        gained.append(say.rank_change(facts.rank + facts.rank_gain, facts.rank))
    accuracy = say.accuracy(facts.accuracy)
    if change := round(facts.accuracy_change, 2):
        accuracy += f" ({say.signed(change)})"
    stands = [say.plural(facts.plays, "play"), accuracy, say.pp(facts.pp)]
    if facts.rank is not None and not facts.rank_gain:
        stands.append(say.rank(facts.rank))
    title = f"{phrases.who(facts.player, facts.mode)} {_time(facts.seconds)}"
    return Notification(
        title=f"{title}: {', '.join(gained) or say.plural(facts.plays, 'play')}",
        body="\n".join(filter(None, (" · ".join(stands), _best(facts)))),
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )


def _of_all(facts: GroupSummaryFacts) -> Notification:
    mode = "" if facts.mode == "osu" else f" ({phrases.mode_title(facts.mode)})"
    gained = f"{say.signed(facts.pp_change)}pp, " if facts.pp_change else ""
    moved = [one for one in facts.members if one.plays or one.pp_change]
    rest = facts.players + facts.unseen - len(moved[:NAMED])
    parts = [*map(_member, moved[:NAMED]), *([say.plural(rest, "more", "more")] if rest else [])]
    return Notification(
        title=f"{facts.watch}{mode} {_time(facts.seconds)}: {gained}{say.plural(facts.plays, 'play')}",
        body="\n".join(filter(None, (" · ".join(parts), _best(facts)))),
        url=say.player_link(moved[0].player.id, facts.mode) if moved else "",
    )


def _member(member: MemberFacts) -> str:
    rank = f" {say.rank(member.rank)}" if member.rank is not None else ""
    return f"{say.player_name(member.player)}{rank} {say.signed(member.pp_change)}pp"


def _best(facts: SummaryFacts | GroupSummaryFacts) -> str:
    if facts.play is None or facts.map is None:
        return ""
    by = f" by {say.player_name(facts.best)}" if isinstance(facts, GroupSummaryFacts) and facts.best else ""
    return f"Best: {say.pp(facts.play.pp)}{by} on {phrases.map_with_mods(facts.map, facts.play)}"


def _time(seconds: int) -> str:
    usual = next((said for length, said in _USUAL.items() if abs(seconds - length) <= OFF), "")
    return usual or f"in {say.span(seconds)}"
