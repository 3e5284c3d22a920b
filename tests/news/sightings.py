"""Sightings for tests: a small world of our own, every field with a value unless the test cares."""

from msgspec import structs

from watcher.osu.nouns import (
    Activity,
    Beatmap,
    Beatmapset,
    Card,
    Deed,
    Discussion,
    Game,
    GameScore,
    Leaderboard,
    MapEvent,
    Match,
    Mode,
    Play,
    Profile,
    Stir,
    TopPlays,
)

T = 1_790_000_000_000
"""When the watch begins in these tests; other times are given in seconds from here."""
SERVER = "bancho"
SUBJECT = "bancho/osu/2"


def at(seconds: float) -> int:
    return T + round(seconds * 1000)


def beatmap(number: int = 75, **changes) -> Beatmap:
    sample = Beatmap(
        server=SERVER,
        id=number,
        beatmapset_id=number // 10,
        mode=Mode.OSU,
        status=1,
        artist="Aurora Band",
        title=f"Song {number}",
        version="Insane",
        creator="Kettle",
        creator_id=9,
        stars=5.4,
        length=200.0,
        bpm=180.0,
        max_combo=1204,
    )
    return structs.replace(sample, **changes)


def play(on: int, pp: float | None, ended: float, **changes) -> Play:
    """A passed play of player 2, `ended` seconds after the watch began."""
    sample = Play(
        server=SERVER,
        user_id=2,
        mode=Mode.OSU,
        beatmap_id=on,
        ended=at(ended),
        passed=True,
        accuracy=0.9876,
        max_combo=1100,
        misses=1,
        grade="A",
        score=900_000,
        pp=pp,
    )
    return structs.replace(sample, **changes)


def top_plays(*plays: Play, asked: float, stale: float = 30, window: int = 200) -> TopPlays:
    ranking = sorted(plays, key=lambda play: -(play.pp or 0))
    return TopPlays(
        server=SERVER,
        user_id=plays[0].user_id if plays else 2,
        mode=plays[0].mode if plays else Mode.OSU,
        plays=tuple(ranking),
        asked=at(asked),
        stale=round(stale * 1000),
        window=window,
    )


def profile(asked: float, *, pp: float = 7000.0, rank: int | None = 10_040, **changes) -> Profile:
    sample = Profile(
        server=SERVER,
        user_id=2,
        username="Mira",
        mode=Mode.OSU,
        asked=at(asked),
        pp=pp,
        global_rank=rank,
        country_rank=120,
        country="NO",
        accuracy=0.987,
        level=99.5,
        play_count=5000,
        play_time=360_000,
        ranked_score=9_000_000,
        grades={"s": 20, "a": 7},
    )
    return structs.replace(sample, **changes)


def card(asked: float, *, rank: int | None = 10_040, **changes) -> Card:
    sample = Card(
        server=SERVER, user_id=2, username="Mira", mode=Mode.OSU, asked=at(asked), global_rank=rank, country="NO"
    )
    return structs.replace(sample, **changes)


def deed(kind: str, happened: float, **what) -> Deed:
    """A line of a player's activity, `happened` seconds after the watch began."""
    return Deed(kind=kind, happened=at(happened), **what)


def activity(*deeds: Deed, asked: float, **changes) -> Activity:
    return structs.replace(Activity(server=SERVER, user_id=2, asked=at(asked), deeds=deeds, username="Mira"), **changes)


def board(*plays: Play, asked: float, **changes) -> Leaderboard:
    """The leaderboard of the map of these plays, in the order given."""
    first = plays[0]
    sample = Leaderboard(server=SERVER, mode=first.mode, beatmap_id=first.beatmap_id, asked=at(asked), plays=plays)
    return structs.replace(sample, **changes)


def stir(asked: float, *, profiles: dict[str, bool] | None = None, lists: dict[str, bool] | None = None) -> Stir:
    """What one look showed of values: whose had changed although nobody played."""
    return Stir(server=SERVER, asked=at(asked), profiles=profiles or {}, lists=lists or {})


def beatmapset(
    asked: float, *, number: int = 7, submitted: float = -9_000, updated: float = -9_000, **changes
) -> Beatmapset:
    """A pending set of player 9 with two difficulties; times in seconds after the watch began, `ranked` too."""
    changes |= {"ranked": at(changes["ranked"])} if changes.get("ranked") is not None else {}
    sample = Beatmapset(
        server=SERVER,
        id=number,
        asked=at(asked),
        status=0,
        artist="Aurora Band",
        title="First Light",
        creator="Kettle",
        creator_id=9,
        submitted=at(submitted),
        updated=at(updated),
        play_count=120,
        favourites=3,
        genre="electronic",
        language="instrumental",
        tags=("featured", "artist"),
        difficulties=(
            beatmap(number * 10 + 4, version="Hard", stars=3.2, owners=(9,)),
            beatmap(number * 10 + 5, version="Insane", stars=5.4, owners=(9,)),
        ),
        evented=True,
    )
    return structs.replace(sample, **changes)


def map_event(what: str, happened: float, *, number: int = 7, **changes) -> MapEvent:
    """A row about that set."""
    sample = MapEvent(
        server=SERVER,
        beatmapset_id=number,
        what=what,
        happened=at(happened),
        creator_id=9,
        creator="Kettle",
        artist="Aurora Band",
        title="First Light",
    )
    return structs.replace(sample, **changes)


def discussion(number: int, written: float, **changes) -> Discussion:
    """A problem of that set, begun by player 3."""
    sample = Discussion(
        server=SERVER,
        id=number,
        beatmapset_id=7,
        what="problem",
        written=at(written),
        by=3,
        by_name="Sol",
        text="This is not snapped.",
        creator_id=9,
        creator="Kettle",
        artist="Aurora Band",
        title="First Light",
        version="Hard",
    )
    return structs.replace(sample, **changes)


def result(user_id: int, score: int, team: str = "", **changes) -> GameScore:
    sample = GameScore(
        user_id=user_id,
        slot=user_id % 16,
        team=team,
        score=score,
        accuracy=0.97,
        max_combo=900,
        misses=2,
        grade="A",
        passed=True,
    )
    return structs.replace(sample, **changes)


def game(number: int, *scores: GameScore, ended: float | None, **changes) -> Game:
    sample = Game(
        id=number,
        beatmap_id=700 + number,
        mode=Mode.OSU,
        started=at(number * 300),
        ended=None if ended is None else at(ended),
        aborted=False,
        scoring="score_v2",
        teams="team_vs",
        scores=scores,
    )
    return structs.replace(sample, **changes)


def match(*games: Game, asked: float, ended: float | None = None, **changes) -> Match:
    sample = Match(
        server=SERVER,
        id=105,
        name="ACR: (Norway) vs (Japan)",
        started=T,
        ended=None if ended is None else at(ended),
        asked=at(asked),
        moved=at(asked),
        games=games,
        names={2: "Mira", 3: "Sol", 4: "Kei"},
    )
    return structs.replace(sample, **changes)
