"""Who is watched, for which news, and since when."""

from msgspec import structs

from watcher import news
from watcher.events import Cause, Event
from watcher.news import session
from watcher.roll import Roll
from watcher.rules import Lobby, NewsRule, Watch

T = 1_790_000_000_000
PLAYER = "bancho/osu/7331"


def watch(*kinds, players=(7331,), name="friends"):
    return Watch(name=name, players=players, news=tuple(NewsRule(kind=kind) for kind in kinds), to=("phone",))


def event(facts):
    return Event(key="session/1", kind="session", subject=PLAYER, cause=Cause.PLAYED, happened=T, facts=facts)


def roster(*watches, there=(), now=T):
    """The roll of these watches, and the roster it makes of what is there."""
    roll = Roll(watches, "bancho", news.families())
    found = {player: (7331, "mira") for each in watches for player in each.players}
    entries = {(entry.list, entry.subject): entry for entry in roll.entries(there, found, now)}
    entries |= {(entry.list, entry.subject): entry for entry in there if (entry.list, entry.subject) in entries}
    return roll, list(entries.values())


def test_a_kind_that_is_wanted_later_begins_later():
    _, there = roster(watch("top_play"))
    roll, there = roster(watch("top_play", "session"), there=there, now=T + 5)
    since = roll.since(there)
    assert (since["top_plays"][PLAYER], since["session"]["bancho/session/osu/7331/1800"]) == (T, T + 5)


def test_an_id_and_a_name_of_the_same_digits_are_two_players():
    roll, there = roster(watch("top_play"))
    assert roll.wanted_names(there) == []
    other = Roll([watch("top_play", players=("7331",))], "bancho", news.families())
    assert other.wanted_names(there) == ["7331"]


def test_who_is_on_the_roster_stays_by_id_whatever_they_are_called_now():
    roll, there = roster(watch("top_play", players=("mira",)))
    assert roll.wanted_names(there) == []
    assert [entry.subject for entry in roll.entries(there, {}, T + 9) if entry.name == "mira"] == [PLAYER]


def test_of_a_session_hear_the_watches_with_its_pause():
    patient = structs.replace(watch("session", name="patient"), session_pause=7_200_000)
    roll, there = roster(watch("session"), patient)
    sample = session.SAMPLES["session"]
    heard = [
        [each.name for each in roll.recipients(there, None).of(event(structs.replace(sample, pause=pause)))]
        for pause in (1800, 7200, 60)
    ]
    assert heard == [["friends"], ["patient"], []]


def test_what_completes_a_message_is_looked_for_where_the_message_waits_for_it():
    roll, there = roster(watch("top_play"))
    assert PLAYER in roll.since(there)["profile"]
    roll, there = roster(structs.replace(watch("top_play"), settle=0))
    assert "profile" not in roll.since(there)


def test_a_match_and_a_player_called_by_the_same_digits_are_two():
    both = structs.replace(watch("top_play", "match_game", players=("7331",)), matches=(Lobby(id=7331),))
    roll = Roll([both], "bancho", news.families())
    there = list(roll.entries([], {}, T))
    assert [entry.subject for entry in there if "match/" in entry.name] == ["bancho/match/7331"]
    assert roll.wanted_names(there) == ["7331"]
