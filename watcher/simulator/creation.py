"""How a world begins: people, maps, and the plays of the years before. Pure: the same seed makes the same world."""

import math
from collections.abc import Iterator, Sequence
from hashlib import md5
from random import Random

from watcher.simulator import names, scoring
from watcher.simulator.model import (
    DAY,
    GRAVEYARD,
    LOVED,
    MODES,
    PENDING,
    QUALIFIED,
    RANKED,
    Difficulty,
    Hits,
    MapSet,
    Mod,
    Player,
    Score,
    Team,
)

_SETS = {0: 150, 1: 30, 2: 30, 3: 40}
_MODS = ((), (), (), ("HD",), ("HD",), ("DT",), ("HR",), ("HD", "DT"), ("HD", "HR"), ("NC",), ("EZ",), ("PF",))
_MODS_CALM = ((), (), (), (), ("HD",), ("HD",), ("HR",), ("MR",))


def chance(*parts: object) -> Random:
    """Luck of its own for every purpose, so that one more play of one player moves nothing elsewhere."""
    return Random("/".join(map(str, parts)))


def people(seed: int, count: int, start: int) -> Iterator[Player]:
    """The cast, the mappers, and as many others as make `count` players."""
    for number, name, country, skill, main in names.CAST:
        yield _player(chance(seed, "player", number), number, name, country, skill, main, start)
    for number, name, country in names.MAPPERS:
        yield _player(chance(seed, "player", number), number, name, country, 4.0, 0, start)
    for index in range(count - len(names.CAST)):
        luck = chance(seed, "player", 2000 + index)
        name = names.player_name(luck, index)
        country = luck.choices(list(names.COUNTRIES), [each[2] for each in names.COUNTRIES.values()])[0]
        main = luck.choices(range(4), (0.7, 0.1, 0.08, 0.12))[0]
        yield _player(luck, 2000 + index, name, country, min(max(luck.gauss(5, 1.1), 2), 8), main, start)


def stranger(seed: int, number: int, start: int) -> Player:
    """The player of any id, for worlds in which every id exists."""
    luck = chance(seed, "stranger", number)
    country = luck.choice(list(names.COUNTRIES))
    return _player(luck, number, names.player_name(luck, number), country, luck.uniform(3, 6), 0, start)


def _player(luck: Random, number: int, name: str, country: str, skill: float, main: int, start: int) -> Player:
    skills = [round(luck.uniform(0.4, 0.7) * skill, 2) if luck.random() < 0.4 else 0.0 for _ in MODES]
    skills[main] = skill
    team = luck.choice([None, None, *range(len(names.TEAMS))])
    return Player(
        id=number,
        name=name,
        country=country,
        zone=names.COUNTRIES[country][1],
        evening=luck.gauss(20, 2) % 24,
        joined=(start - int(luck.uniform(300, 4000)) * DAY) // 1000 * 1000,
        main=main,
        skill=skills,
        lazer=luck.choice((0.0, 0.1, 0.5, 0.9, 1.0)),
        passing=luck.betavariate(2, 6),
        sessions=min(luck.lognormvariate(math.log(0.35), 1.2), 4.0),
        supporter=luck.random() < 0.3,
        supported=luck.randrange(4),
        team=None if team is None else Team(team + 1, *names.TEAMS[team]),
        hidden=luck.random() < 0.1,
        followers=int(luck.lognormvariate(3, 1.5)),
        medals=[(medal, start - DAY * luck.randrange(1, 300)) for medal in (1, 55, 56) if luck.random() < 0.8],
        visited=(start - luck.randrange(DAY)) // 1000 * 1000,
    )


def library(seed: int, mappers: Sequence[int], start: int) -> Iterator[tuple[MapSet, list[Difficulty]]]:
    """The sets there are at the beginning, in all four modes and every state."""
    number = 0
    for mode, count in _SETS.items():
        for index in range(count):
            luck = chance(seed, "set", mode, index)
            age = int(luck.uniform(20, 3000)) * DAY
            status = luck.choices((RANKED, LOVED, QUALIFIED, PENDING, GRAVEYARD), (85, 5, 2, 4, 4))[0]
            creator = luck.choice(mappers)
            yield new_set(luck, number, mode, creator, (start - age) // 1000 * 1000, status)
            number += 1


def new_set(
    luck: Random, number: int, mode: int, creator: int, submitted: int, status: int
) -> tuple[MapSet, list[Difficulty]]:
    """A set of three to six difficulties. Ids follow from the number: 5000 + n, and 50000 + 10·n for difficulties."""
    artist, title = names.song(luck)
    ranked = submitted + luck.randrange(8, 40) * DAY if status in {RANKED, LOVED, QUALIFIED} else None
    made = MapSet(
        id=5000 + number,
        artist=artist,
        title=title,
        creator=creator,
        status=status,
        submitted=submitted,
        updated=submitted + luck.randrange(1, 7) * DAY,
        ranked_at=ranked,
        source=luck.choice(("", "", "Lantern Festival")),
        tags="english electronic featured",
        genre=luck.choice((2, 3, 4, 5, 10)),
        language=luck.choice((2, 3, 5)),
        favourites=int(luck.lognormvariate(4, 1)),
        nominations=2 if ranked else 0,
        storyboard=luck.random() < 0.2,
        video=luck.random() < 0.2,
    )
    length, bpm = int(luck.uniform(50, 300)), luck.choice((120, 140, 160, 174, 175.5, 180, 200, 222))
    rows = [_difficulty(luck, made, mode, index, length, bpm) for index in range(luck.randrange(3, 7))]
    made.difficulties = [row.id for row in rows]
    return made, rows


def _difficulty(luck: Random, made: MapSet, mode: int, index: int, length: int, bpm: float) -> Difficulty:
    stars = round(1.6 + 1.15 * index + luck.uniform(-0.3, 0.9), 5)
    objects = int(length * (1.2 + stars * 0.55))
    sliders = int(objects * luck.uniform(0.2, 0.5)) if mode != 1 else int(objects * 0.03)
    number = 50_000 + (made.id - 5000) * 10 + index
    passes = int(luck.lognormvariate(8, 1.5))
    return Difficulty(
        id=number,
        set_id=made.id,
        mode=mode,
        version=names.LEVELS[index],
        owner=made.creator,
        stars=stars,
        length=length,
        bpm=bpm,
        cs=float(luck.choice((4, 7))) if mode == 3 else round(min(3 + index * 0.3, 5), 1),
        ar=round(min(4 + index * 1.1, 9.8), 1),
        od=round(min(3 + index * 1.2, 9.5), 1),
        hp=round(min(3 + index * 0.6, 7), 1),
        circles=objects - sliders,
        sliders=sliders,
        spinners=luck.randrange(3),
        combo=objects + sliders,
        checksum=md5(f"{number}/{made.updated}".encode(), usedforsecurity=False).hexdigest(),
        updated=made.updated,
        plays=passes * 5,
        passes=passes,
    )


def choose_mods(luck: Random, mode: int, lazer: bool) -> tuple[Mod, ...]:
    """The mods of a play; a stable one carries the mark CL, lazer ones may have a rate of their own."""
    picked = [Mod(acronym) for acronym in luck.choice(_MODS if mode != 3 else _MODS_CALM)]
    if not lazer:
        return (*picked, Mod("CL"))
    if picked and picked[-1].acronym == "DT" and luck.random() < 0.3:
        picked[-1] = Mod("DT", {"speed_change": luck.choice((1.1, 1.2, 1.3))})
    return tuple(picked)


def hit(luck: Random, difficulty: Difficulty, mode: int, wanted: float, misses: int, lazer: bool) -> Hits:
    """Judgements that come close to the accuracy wanted (0–1)."""
    objects = difficulty.objects
    lost = max(0.0, 1 - wanted) * objects - misses
    if mode == 1:
        ok = min(max(round(lost * 2), 0), objects - misses)
        return Hits(objects - ok - misses, ok, 0, 0, 0, misses)
    if mode == 2:
        drops, katu = difficulty.sliders, max(round(lost), 0)
        return Hits(objects - misses, drops, max(drops * 2 - katu, 0), 0, katu, misses)
    if mode == 3:
        good = min(max(round(lost * 3), 0), objects - misses)
        great = (objects - misses - good) // 3
        return Hits(great, 0, 0, objects - misses - good - great, good, misses)
    ok = min(max(round(lost * 1.5), 0), objects - misses)
    meh = luck.randrange(ok // 12 + 1)
    geki = (objects - ok - misses) // 5
    ticks, tails = (difficulty.sliders // 3, difficulty.sliders) if lazer else (0, 0)
    return Hits(objects - ok - misses, ok - meh, meh, geki, min(ok, 20), misses, ticks, tails)


def performed(
    luck: Random,
    player: Player,
    difficulty: Difficulty,
    ended: int,
    *,
    mode: int | None = None,
    form: float = 0.0,
    passed: bool = True,
    mods: tuple[Mod, ...] | None = None,
    lazer: bool | None = None,
    wanted: float | None = None,
    misses: int | None = None,
) -> Score:
    """What comes out when this player plays that map. `form` moves the accuracy: 0 is a day like others."""
    mode = difficulty.mode if mode is None else mode
    lazer = (luck.random() < player.lazer) if lazer is None else lazer
    mods = choose_mods(luck, mode, lazer) if mods is None else mods
    strain = scoring.stars(difficulty, mods) - max(player.skill[mode], 1.0)
    reached = 0.975 - 0.022 * max(strain, -1.0) + form + luck.gauss(0, 0.012) if wanted is None else wanted
    missed = max(0, int(luck.gauss(2 + 4 * strain, 2))) if misses is None else misses
    if wanted is not None and misses is None:
        missed = 0 if wanted >= 0.97 else 3
    hits = hit(luck, difficulty, mode, min(reached, 1.0), min(missed, difficulty.objects // 4), lazer)
    return _score(luck, player, difficulty, ended, mode, hits, mods, lazer, passed)


def _score(
    luck: Random,
    player: Player,
    difficulty: Difficulty,
    ended: int,
    mode: int,
    hits: Hits,
    mods: tuple[Mod, ...],
    lazer: bool,
    passed: bool,
) -> Score:
    accuracy = scoring.accuracy(mode, hits, lazer)
    full = hits.miss == 0
    combo = difficulty.combo if full else max(1, int(difficulty.combo * luck.uniform(0.3, 0.9)))
    worth = scoring.value(difficulty, mods, accuracy, hits.miss, combo)
    total = int(1_000_000 * accuracy**4 * (combo / difficulty.combo) ** 0.5)
    seconds = difficulty.length / scoring.speed(mods) * (1 if passed else luck.uniform(0.05, 0.8))
    return Score(
        user_id=player.id,
        mode=mode,
        beatmap_id=difficulty.id,
        started=ended - int(seconds * 1000),
        ended=ended,
        passed=passed,
        lazer=lazer,
        mods=mods,
        hits=hits,
        accuracy=accuracy,
        combo=combo,
        total=total,
        legacy_total=0 if lazer else int(total * (difficulty.combo / 40 + 1)),
        grade=scoring.lazer_grade(mode, hits, mods, lazer) if passed else "F",
        stable_grade=scoring.stable_grade(mode, hits, mods) if passed else "F",
        perfect=full,
        value=worth if passed else None,
        ranked=passed,
    )
