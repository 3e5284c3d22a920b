"""Who and what there is at the beginning: people and maps. Pure: the same seed makes the same ones."""

import math
from collections.abc import Iterator, Sequence
from hashlib import md5
from random import Random

from watcher.simulator import names
from watcher.simulator.model import (
    DAY,
    GRAVEYARD,
    LOVED,
    MODES,
    PENDING,
    QUALIFIED,
    RANKED,
    Difficulty,
    MapSet,
    Player,
    Team,
)

_SETS = {0: 150, 1: 30, 2: 30, 3: 40}


def chance(*parts: object) -> Random:
    """Luck of its own for every purpose, so that one more play of one player moves nothing elsewhere."""
    return Random("/".join(map(str, parts)))


def people(seed: int, count: int, start: int) -> Iterator[Player]:
    """The cast, the mappers, and as many others as make `count` players."""
    for number, name, country, skill, main in names.CAST:
        yield _player(chance(seed, "player", number), number, name, country, skill=skill, main=main, start=start)
    for number, name, country in names.MAPPERS:
        yield _player(chance(seed, "player", number), number, name, country, skill=4.0, main=0, start=start)
    for index in range(count - len(names.CAST)):
        luck = chance(seed, "player", 2000 + index)
        name = names.player_name(luck, index)
        country = luck.choices(list(names.COUNTRIES), [each[2] for each in names.COUNTRIES.values()])[0]
        main = luck.choices(range(4), (0.7, 0.1, 0.08, 0.12))[0]
        yield _player(
            luck, 2000 + index, name, country, skill=min(max(luck.gauss(5, 1.1), 2), 8), main=main, start=start
        )


def stranger(seed: int, number: int, start: int) -> Player:
    """The player of any id, for worlds in which every id exists."""
    luck = chance(seed, "stranger", number)
    country = luck.choice(list(names.COUNTRIES))
    return _player(
        luck, number, names.player_name(luck, number), country, skill=luck.uniform(3, 6), main=0, start=start
    )


def _player(luck: Random, number: int, name: str, country: str, *, skill: float, main: int, start: int) -> Player:
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
            yield new_set(luck, number, mode, creator=creator, submitted=(start - age) // 1000 * 1000, status=status)
            number += 1


def new_set(
    luck: Random, number: int, mode: int, *, creator: int, submitted: int, status: int
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
        nominators=[1013, 1014] if ranked else [],
        storyboard=luck.random() < 0.2,
        video=luck.random() < 0.2,
    )
    length, bpm = int(luck.uniform(50, 300)), luck.choice((120, 140, 160, 174, 175.5, 180, 200, 222))
    rows = [_difficulty(luck, made, mode, index, (length, bpm)) for index in range(luck.randrange(3, 7))]
    made.difficulties = [row.id for row in rows]
    return made, rows


def _difficulty(luck: Random, made: MapSet, mode: int, index: int, song: tuple[int, float]) -> Difficulty:
    length, bpm = song
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
        checksum=checksum(number, made.updated),
        updated=made.updated,
        plays=passes * 5,
        passes=passes,
    )


def checksum(beatmap_id: int, updated: int) -> str:
    """The md5 of a difficulty's file: another one for every version."""
    return md5(f"{beatmap_id}/{updated}".encode(), usedforsecurity=False).hexdigest()
