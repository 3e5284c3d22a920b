"""Lines that several kinds of news share: facts in, a line for people out. Pure, no markup."""

from collections.abc import Mapping

from watcher import words
from watcher.facts import MapFacts, PlayerFacts, PlayFacts, RankChangeFacts
from watcher.osu import mods
from watcher.osu.nouns import Mode


def who(player: PlayerFacts, mode: str = "osu") -> str:
    """The player's name, with the mode where it is not the usual one: `peppy (osu!mania)`."""
    name = words.player_name(player)
    return name if mode == "osu" else f"{name} ({mode_title(mode)})"


def mode_title(mode: str) -> str:
    """What people call a mode, given its word; an unknown word is itself."""
    return Mode(mode).title if mode in set(Mode) else mode


def map_with_mods(beatmap: MapFacts, play: PlayFacts) -> str:
    """`Artist - Title [Version] +HDDT`."""
    shown = mods.display(play.mods, lazer=play.lazer)
    return words.map_name(beatmap) + (f" +{shown}" if shown else "")


def performance(beatmap: MapFacts, play: PlayFacts, mode: str = "") -> str:
    """`98.76% · 1,204x/1,560x · 2 misses · S`, with what counts in that mode alone."""
    parts = [words.accuracy(play.accuracy), words.combo(play.combo, beatmap.max_combo)]
    if play.misses:
        parts.append(words.plural(play.misses, "miss", "misses"))
    elif play.full_combo:
        parts.append("FC")
    parts += filter(None, (_OF_MODES[mode](play.hits) if mode in _OF_MODES else "",))
    if play.if_fc is not None:
        parts.append(f"{words.pp(play.if_fc)} if FC")
    if play.grade:
        parts.append(words.grade(play.grade))
    if play.lazer:
        parts.append("lazer")
    return " · ".join(parts)


def _ratio(hits: Mapping[str, int]) -> str:
    """How many rainbow 300s for each ordinary one: `3.2:1`."""
    rainbow, ordinary = hits.get("perfect", 0), hits.get("great", 0)
    return f"{words.number(rainbow / ordinary, 1)}:1" if rainbow and ordinary else "all MAX" if rainbow else ""


def _droplets(hits: Mapping[str, int]) -> str:
    """The small ones that were missed: they break no combo, and cost accuracy."""
    missed = hits.get("small_tick_miss", 0)
    return words.plural(missed, "droplet missed", "droplets missed") if missed else ""


_OF_MODES = {Mode.MANIA.value: _ratio, Mode.CATCH.value: _droplets}


def standing(change: RankChangeFacts) -> str:
    """`7,000pp → 7,042.7pp (+42.7) · #40 → #39 (+1)`: what of it changed; the rank as it is where it did not."""
    parts = []
    if change.pp_change:
        parts.append(words.pp_change(change.pp_before, change.pp_after))
    if change.rank_before != change.rank_after:
        parts.append(words.rank_change(change.rank_before, change.rank_after))
    elif change.rank_after is not None:
        parts.append(words.rank(change.rank_after))
    return " · ".join(parts)


def new_rank(change: RankChangeFacts) -> str:
    """`#40 → #39 (+1) · 7,042.7pp`: where the player stands now."""
    rank = words.rank(change.rank_after)
    if change.rank_before != change.rank_after:
        rank = words.rank_change(change.rank_before, change.rank_after)
    return f"{rank} · {words.pp(change.pp_after)}"


def play_url(play: PlayFacts, player: PlayerFacts, mode: str) -> str:
    """The play's own page where its id is known, else the player's."""
    return words.play_link(play.score_id) if play.score_id else words.player_link(player.id, mode)


def cover(beatmap: MapFacts) -> str:
    """The cover of the map's set, empty while the set is unknown."""
    return words.cover_link(beatmap.set_id) if beatmap.set_id else ""
