"""The form of the config: one flat model per section. Checks, JSON Schema and documentation are made from it.

Names of sinks are checked against the validation context: `sinks` and `targets` (sinks and groups) of the same file.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from watcher.config import words
from watcher.config.mistakes import unknown
from watcher.events import Cause
from watcher.osu.nouns import Mode
from watcher.pool import Slot
from watcher.rules import Cap, Finding, Lobby
from watcher.rules.rhythm import NEWS_LIVES, Every, Then, Weekday
from watcher.rules.routing import SESSION_PAUSE
from watcher.rules.wanted import MEASURES, Measure


def _many(value: Any) -> Any:
    """One alone stands for a list of one."""
    return value if isinstance(value, list) else [value]


def _some(value: list[Any]) -> list[Any]:
    """Without repetitions. An empty list is a slip."""
    if not value:
        raise ValueError("the list is empty: name something, or leave the key out")
    return list(dict.fromkeys(value))


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a whole number is needed, this is true or false")  # noqa: TRY004  # pydantic collects this
    return value


def _secret(value: Any) -> Any:
    """A secret of nothing but digits is text all the same."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _known(where: Literal["sinks", "targets"]) -> Callable[[str, ValidationInfo], str]:
    def check(name: str, info: ValidationInfo) -> str:
        names = (info.context or {}).get(where)
        if names is not None and name not in names:
            raise ValueError(unknown(name, names))
        return name

    return check


def _at_least(least: int, said: str) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"{said} at least")
        return value

    return check


def _at_most(most: int, said: str) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value > most:
            raise ValueError(f"{said} at most")
        return value

    return check


def _permitted(value: int, info: ValidationInfo) -> int:
    if value > 60 and not info.data.get("i_have_permission"):
        raise ValueError("above 60 osu! wants to be asked first; if it allowed you more, say i_have_permission: true")
    return value


def _address(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"https?://[^\s/]+\S*", value.get_secret_value()):
        raise ValueError("an address is needed: http://… or https://…")
    return value


def _page(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'`\\()\[\]{}|^]{1,200}", value):
        raise ValueError("the address of a page is needed, such as https://twitch.tv/name")
    return value


Page = Annotated[str, AfterValidator(_page)]
Secret = Annotated[SecretStr, BeforeValidator(_secret, json_schema_input_type=str | int)]
Duration = Annotated[int, BeforeValidator(words.milliseconds, json_schema_input_type=str)]
TimeOfDay = Annotated[int, BeforeValidator(words.time_of_day, json_schema_input_type=str)]
Zone = Annotated[str, BeforeValidator(words.zone, json_schema_input_type=str)]
AtMost = Annotated[Cap, BeforeValidator(words.cap, json_schema_input_type=str)]
CatchingUp = Annotated[str, AfterValidator(lambda said: words.catch_up(said) and said)]
Player = Annotated[str | int, BeforeValidator(words.player)]
Date = Annotated[int, BeforeValidator(words.end_of_day, json_schema_input_type=str)]
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$"), AfterValidator(str.upper)]
MatchName = Annotated[Lobby | Finding, BeforeValidator(words.match, json_schema_input_type=str | int)]
Pool = Annotated[tuple[Slot, ...], BeforeValidator(words.pool, json_schema_input_type=dict[str, Any])]
TeamName = Annotated[str, Field(min_length=1, max_length=60)]
ModeWord = Annotated[Mode, BeforeValidator(words.mode, json_schema_input_type=words.ModeName)]
SinkName = Annotated[str, AfterValidator(_known("sinks"))]
Target = Annotated[str, AfterValidator(_known("targets"))]

_one = partial(BeforeValidator, _many)
Players = Annotated[list[Player], _one(json_schema_input_type=Player | list[Player]), AfterValidator(_some)]
Modes = Annotated[list[ModeWord], _one(json_schema_input_type=ModeWord | list[ModeWord]), AfterValidator(_some)]
Causes = Annotated[list[Cause], _one(json_schema_input_type=Cause | list[Cause]), AfterValidator(_some)]
Targets = Annotated[list[Target], _one(json_schema_input_type=str | list[str]), AfterValidator(_some)]
SinkNames = Annotated[list[SinkName], _one(json_schema_input_type=str | list[str]), AfterValidator(_some)]


class Section(BaseModel):
    """What all sections have in common: no unknown keys, no change after loading, no values in messages."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # most configs have few kinds of sections, and each takes a millisecond to prepare
    )


class OsuConfig(Section):
    """How to reach osu!, and as whom."""

    api: Literal["v2", "v1"] = Field("v2", description="The generation of osu!'s API to use.")
    client_id: Annotated[int, Field(gt=0, lt=10**12), BeforeValidator(_number)] | None = Field(
        None, description="v2: the id of your OAuth application."
    )
    client_secret: Secret | None = Field(None, description="v2: the secret of your OAuth application.")
    key: Secret | None = Field(None, description="v1: your API key.")
    url: str = Field("https://osu.ppy.sh", pattern=r"^https?://[^\s/]+\S*$", description="Where the server is.")
    server: str = Field(
        "bancho", pattern="^[a-z0-9_-]{1,30}$", description="What the server is called in the store. Keep it for good."
    )
    i_have_permission: bool = Field(False, description="osu! allowed you more than 60 requests a minute.")
    requests_per_minute: Annotated[int, Field(ge=1, le=1200), BeforeValidator(_number), AfterValidator(_permitted)] = (
        Field(60, description="How much may be asked of osu!, all in all. Above 60 only with `i_have_permission`.")
    )
    feed_interval: Annotated[Duration, AfterValidator(_at_least(5_000, "5s"))] = Field(
        10_000,
        description="v2: how often the feed of plays is read, 5s at least.",
        json_schema_extra={"default": "10s"},
    )
    lobby_timeout: Annotated[Duration, AfterValidator(_at_least(600_000, "10 min"))] = Field(
        6 * 3_600_000,
        description="How long a match or room in which nothing happens is followed. 10 min at least.",
        json_schema_extra={"default": "6h"},
    )


class ConditionSection(Section):
    """Which events of one kind. It may stand alone, without anything below it."""

    when: str | None = Field(None, description="A condition over the fields of this kind of news.")
    causes: Causes | None = Field(None, description="The causes wanted, if not the usual ones of this news.")


class RuleSection(ConditionSection):
    """One kind of news that a watch asks for."""

    to: Targets | None = Field(None, description="Sinks and groups for this news, if not those of the watch.")
    priority: Literal["low", "normal", "high"] = Field(
        "normal", description="`high` breaks through quiet hours and digests, and overtakes; `low` goes last."
    )
    cooldown: Annotated[Duration, AfterValidator(_at_most(30 * 86_400_000, "30d"))] | None = Field(
        None, description="How long this rule is silent about a subject, once a sink was told. 30d at most."
    )
    mention: str | None = Field(
        None,
        pattern=r"^((role|user):\d+|everyone|here)$",
        description="Whom the message mentions, where the service can: `role:ID`, `user:ID`, `everyone`, `here`.",
    )


class QuietSection(Section):
    """Hours in which a sink is told nothing."""

    from_: TimeOfDay = Field(alias="from", description="When they begin, such as `23:00`.")
    to: TimeOfDay = Field(description="When they end, such as `08:00`.")
    zone: Zone = Field("UTC", description="The time zone, such as `Europe/Oslo`.")
    then: Then = Field("digest", description="What becomes of their news: one `digest` at the end, `hold`, or `drop`.")

    @model_validator(mode="after")
    def _lasts(self) -> "QuietSection":
        if self.from_ == self.to:
            raise ValueError("they begin when they end: name two different times of day")
        return self


class DigestSection(Section):
    """When a sink gets everything in one message. May be one word: hourly, daily or weekly."""

    every: Every = Field("day", description="How often: `hour`, `day` or `week`.")
    at: TimeOfDay = Field(
        9 * 60,
        description="The time of day, such as `09:00`. Of an hourly digest only the minutes count.",
        json_schema_extra={"default": "09:00"},
    )
    on: Weekday = Field("monday", description="The day of a weekly digest.")
    zone: Zone = Field("UTC", description="The time zone, such as `Europe/Oslo`.")

    @model_validator(mode="after")
    def _has_a_day(self) -> "DigestSection":
        if "on" in self.model_fields_set and self.every != "week":
            raise ValueError("only a weekly digest has a day: say `every: week`, or leave `on` out")
        return self


class SummarySection(DigestSection):
    """When what players did is summed up. May be one word: daily or weekly."""

    every: Literal["day", "week"] = Field("week", description="How often: `day` or `week`.")
    together: bool = Field(False, description="All players of the watch in one message, 100 at most.")


class SinkSection(Section):
    """What every sink may have, besides the options of its kind."""

    kind: str | None = Field(None, description="The kind of sink, where the address does not tell.")
    only: Any = Field(None, description="Rules of its own: the sink takes nothing but this news.")
    quiet: Any = Field(None, description="Hours in which the sink is told nothing.")
    digest: Any = Field(None, description="All news in one message: hourly, daily, weekly, or when exactly.")
    at_most: AtMost | None = Field(
        None, description="How many messages, such as `5 per minute`. What is over that folds into one."
    )
    max_age: Annotated[Duration, AfterValidator(_at_least(60_000, "1 min"))] = Field(
        NEWS_LIVES,
        description="How long a message may wait for the sink before it is given up. 1 min at least.",
        json_schema_extra={"default": "3d"},
    )
    on_uncertain: Literal["repeat", "hold"] = Field(
        "repeat",
        description="A message that was being sent when the daemon died: `repeat` it, or `hold` it as a dead letter.",
    )
    zone: Zone | None = Field(
        None, description="The time zone of who reads it, such as `Europe/Oslo`. If not said: of quiet hours or digest."
    )
    templates: Any = Field(None, description="Kind of news → how it is said here, where that is not as everywhere.")
    pictures: Literal["on", "off"] | None = Field(
        None, description="Pictures with the messages. If not said: where Pillow is there and the service takes them."
    )


def _odd(value: int) -> int:
    if value % 2 == 0:
        raise ValueError("must be odd: best of so many could end without a winner")
    return value


def _match(value: Any) -> Any:
    """A match alone stands for one without terms."""
    return value if isinstance(value, dict) else {"match": words.match(value)}


class MatchSection(Section):
    """A match or room, and how its series is counted. Without anything else, its number or link will do."""

    match: MatchName | None = Field(
        None,
        description="The number or link of a match, the link of a lazer room; a pattern of names such as `OWC2026:*`, "
        "or `theirs`: the rooms in which the players of this watch are.",
    )
    file: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Instead: a file beside the config that names one in each line, read again when it changes."
    )
    best_of: Annotated[int, Field(ge=1, le=99), BeforeValidator(_number), AfterValidator(_odd)] | None = Field(
        None, description="Of how many games the series is the best. If not said, there is a score and no winner."
    )
    warmups: Annotated[int, Field(ge=0, le=50), BeforeValidator(_number)] = Field(
        0, description="How many finished games at the beginning do not count."
    )
    exclude: tuple[Annotated[int, Field(ge=1), BeforeValidator(_number)], ...] = Field(
        (), description="The ids of games that do not count."
    )
    red: TeamName | None = Field(None, description="What the red team is called.")
    blue: TeamName | None = Field(None, description="What the blue team is called.")
    pool: Pool | None = Field(
        None, description="The mappool: slot (`NM1`, `HD1` …) → number or link of a map, or `{map: …, mods: HD}`."
    )
    attempts: Annotated[int, Field(ge=1, le=50), BeforeValidator(_number)] | None = Field(
        None, description="How many of a player's plays of a map of the pool count for the table. All, if not said."
    )
    idle: Annotated[Duration, AfterValidator(_at_least(60_000, "1 min"))] | None = Field(
        None, description="Say so when no game was played for so long, such as `10 min`."
    )
    deadline: Annotated[Duration, AfterValidator(_at_least(60_000, "1 min"))] | None = Field(
        None, description="Say so when the lobby is still open so long after it was opened, such as `30 min`."
    )
    leave: Annotated[Duration, AfterValidator(_at_least(60_000, "1 min"))] = Field(
        15 * 60_000,
        description="How long a lobby that nobody closes is followed after its series was decided.",
        json_schema_extra={"default": "15 min"},
    )

    @model_validator(mode="after")
    def _names_one(self) -> "MatchSection":
        if (self.match is None) == (self.file is None):
            raise ValueError("name a match, or a file that names some")
        return self


class AnyoneSection(Section):
    """Plays of everybody. API v2 alone tells of them."""

    pp: Annotated[float, Field(ge=200, le=100_000, strict=False), BeforeValidator(_number)] = Field(
        description="How much a play must be worth at least; 200 at least."
    )


def _player(value: Any) -> Any:
    """A player alone stands for an entry that names one."""
    return value if isinstance(value, dict) else {"player": words.player(value)}


class PlayerSection(Section):
    """A player, or the first of a ranking: a list that keeps itself up to date. API v2 alone has rankings."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [key]} for key in ("player", "top", "team")]})

    player: Player | None = Field(None, description="The name, id or link of one player.")
    stream: Page | None = Field(
        None, description="Where this player streams, such as `https://twitch.tv/name`: goes with what was just played."
    )
    top: Annotated[int, Field(ge=1, le=10_000), BeforeValidator(_number)] | None = Field(
        None, description="The first so many of the ranking by pp, 10,000 at most. Of a team, 1,000 if not said."
    )
    country: Country | None = Field(None, description="Of the ranking of this country (two letters), not of the world.")
    team: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(
        None, description="Of these first, only the members of the team with this number."
    )

    @model_validator(mode="after")
    def _says_whom(self) -> "PlayerSection":
        if self.player is not None and (self.top or self.country or self.team):
            raise ValueError("a player, or the first of a ranking: not both")
        if self.player is None and self.stream:
            raise ValueError("a stream is that of one player: name who it is, {player: mrekk, stream: …}")
        if self.player is None and not (self.top or self.team):
            raise ValueError("say how many: {top: 100}, {country: NO, top: 50} or {team: 12}")
        return self


class GoalSection(Section):
    """One thing that each player of a watch is to reach: a rank, a country rank, pp, a level, or plays."""

    rank: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(None, description="A global rank.")
    country_rank: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(
        None, description="A rank in the player's country."
    )
    pp: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(None, description="So many pp.")
    level: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(None, description="A level.")
    play_count: Annotated[int, Field(ge=1), BeforeValidator(_number)] | None = Field(
        None, description="So many plays, passed or not."
    )
    by: Date | None = Field(None, description="The last day for it (in UTC), such as `2026-12-31`.")

    @property
    def aim(self) -> tuple[Measure, int]:
        """What is measured, and how far it is to come."""
        [found] = [(name, value) for name in MEASURES if (value := getattr(self, name)) is not None]
        return found

    @model_validator(mode="after")
    def _is_one(self) -> "GoalSection":
        if sum(getattr(self, name) is not None for name in MEASURES) != 1:
            raise ValueError(f"name one of {', '.join(MEASURES)}")
        return self


Listed = Annotated[PlayerSection, BeforeValidator(_player, json_schema_input_type=str | int | PlayerSection)]
Everybody = Annotated[list[Listed], _one(json_schema_input_type=Listed | list[Listed]), AfterValidator(_some)]
Goals = Annotated[
    list[GoalSection], _one(json_schema_input_type=GoalSection | list[GoalSection]), AfterValidator(_some)
]
Match = Annotated[MatchSection, BeforeValidator(_match, json_schema_input_type=str | int | MatchSection)]
Map = Annotated[int, BeforeValidator(words.beatmap, json_schema_input_type=str | int)]
Maps = Annotated[list[Map], _one(json_schema_input_type=Map | list[Map]), AfterValidator(_some)]
Set = Annotated[int, BeforeValidator(words.beatmapset, json_schema_input_type=str | int)]
Sets = Annotated[list[Set], _one(json_schema_input_type=Set | list[Set]), AfterValidator(_some)]
Matches = Annotated[list[Match], _one(json_schema_input_type=Match | list[Match]), AfterValidator(_some)]


class WatchSection(Section):
    """Who is watched, which news of them is wanted, and who is told."""

    players: Everybody | None = Field(
        None,
        description="Names, ids, or links of profiles; digits in quotes are a name. Lists that keep themselves: "
        "`{top: 100}`, `{country: NO, top: 50}`, `{team: 12}`.",
    )
    rivals: Players | None = Field(
        None, description="Players with whom each of the players is compared. Nothing else is told of them."
    )
    goals: Goals | None = Field(None, description="What each of the players is to reach, such as `{pp: 8000}`.")
    modes: Modes | None = Field(
        None, description="The modes of these players and maps: osu, taiko, catch, mania. osu if not."
    )
    maps: Maps | None = Field(None, description="Numbers or links of maps: their leaderboards, in the modes above.")
    mappers: Players | None = Field(None, description="Names, ids, or links of profiles: the sets that they make.")
    nominators: Players | None = Field(None, description="The same: the sets that they nominate, and how these fall.")
    sets: Sets | None = Field(None, description="Numbers or links of sets: what becomes of them.")
    matches: Matches | None = Field(
        None,
        description="Numbers or links of matches, links of lazer rooms; a pattern of names such as `OWC2026:*`, or "
        "`theirs`: the rooms in which these players are.",
    )
    anyone: AnyoneSection | None = Field(
        None, description="Plays of everybody in these modes, from so many pp on. Such a watch names nobody else."
    )
    news: Any = Field(None, description="The kinds of news wanted. If not said: the usual ones.")
    to: Targets | None = Field(None, description="Sinks and groups that are told. If not said: all sinks.")
    settle: Annotated[Duration, AfterValidator(_at_most(600_000, "10 min"))] = Field(
        20_000,
        description="How long a message may wait for what completes it, such as the new rank. 10 min at most.",
        json_schema_extra={"default": "20s"},
    )
    session_pause: Annotated[
        Duration, AfterValidator(_at_least(5 * 60_000, "5 min")), AfterValidator(_at_most(12 * 3_600_000, "12h"))
    ] = Field(
        SESSION_PAUSE,
        description="How long without a play ends a session, between 5 min and 12h.",
        json_schema_extra={"default": "30 min"},
    )
    summary: Any = Field(None, description="What they did is summed up: daily, weekly, or when exactly.")
    catch_up: CatchingUp = Field(
        "digest",
        description="What happened while nobody watched: `all` of it, one `digest`, the `newest 5` in one digest, or "
        "`drop older than 2h`.",
    )


class WebSection(Section):
    """Pages for those who look after the daemon: `/healthz`, `/readyz` and `/metrics`."""

    listen: str = Field(
        "127.0.0.1:9727",
        pattern=r"^(unix:/\S+|(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5})$",
        description="Where: an address and a port, or `unix:` and the path of a socket.",
    )
    token: Secret | None = Field(
        None, description="What whoever reads `/metrics` has to send along, as `Authorization: Bearer …`."
    )


class TemplateSection(Section):
    """A title, a body, or both, in words of one's own."""

    title: str | None = Field(None, description="A Jinja template for the title. One line.")
    body: str | None = Field(None, description="A Jinja template for what stands below the title.")


class FileSection(Section):
    """The file as a whole."""

    osu: dict[str, Any] = Field(default_factory=dict, description="How to reach osu!, and as whom.")
    watches: dict[str, Any] = Field(default_factory=dict, description="Name → who is watched, and who is told.")
    sinks: dict[str, Any] = Field(default_factory=dict, description="Name → an address, a kind, or its options.")
    groups: dict[str, SinkNames] = Field(default_factory=dict, description="Name → several sinks under one name.")
    templates: Any = Field(None, description="Kind of news → how it is said, where that is not as built in.")
    admin: SinkName | None = Field(None, description="The sink that hears about the watcher itself. If not: the first.")
    keep: Annotated[Duration, AfterValidator(_at_least(7 * 86_400_000, "7d"))] = Field(
        90 * 86_400_000,
        description="How long news and what became of it is kept, 7d at least. What is remembered of players is not.",
        json_schema_extra={"default": "90d"},
    )
    recalculation: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether news of pp and ranks waits while osu! recalculates pp: `auto`: where that is noticed, "
        "`on`: it waits now, `off`: it never does.",
    )
    web: dict[str, Any] | None = Field(None, description="Pages for those who look after the daemon.")
    heartbeat: Annotated[Secret, AfterValidator(_address)] | None = Field(
        None, description="An address to ask for once a minute while all is well: that of a dead man's switch."
    )
    store: str | None = Field(None, description="The file that remembers. If not said: where the system keeps state.")
