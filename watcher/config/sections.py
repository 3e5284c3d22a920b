"""The form of the config: one flat model per section. Checking, JSON Schema and documentation are made from it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from watcher.config import words
from watcher.events import Cause
from watcher.osu.nouns import Mode


def _many(value: Any) -> Any:
    """One alone stands for a list of one."""
    return value if isinstance(value, list) else [value]


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is needed, not true or false")  # noqa: TRY004  # pydantic collects ValueError
    return value


def _some(value: list[Any]) -> list[Any]:
    """A list without its repetitions. An empty one is a slip."""
    if not value:
        raise ValueError("the list is empty: name something, or leave the key out")
    return list(dict.fromkeys(value))


def _as_text(value: Any) -> Any:
    """A secret of nothing but digits is text all the same."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Secret = Annotated[SecretStr, BeforeValidator(_as_text, json_schema_input_type=str | int)]
Duration = Annotated[int, BeforeValidator(words.milliseconds, json_schema_input_type=str)]
Player = Annotated[str | int, BeforeValidator(words.player)]
Match = Annotated[int, BeforeValidator(words.match, json_schema_input_type=str | int)]
ModeWord = Annotated[Mode, BeforeValidator(words.mode, json_schema_input_type=str)]
Number = Annotated[int, BeforeValidator(_no_flag)]


class Section(BaseModel):
    """What all sections have in common: no unknown keys, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class OsuConfig(Section):
    """How to reach osu!, and as whom."""

    api: Literal["v2", "v1"] = Field("v2", description="which generation of osu!'s API to use")
    client_id: Number | None = Field(None, gt=0, description="v2: the id of your OAuth application")
    client_secret: Secret | None = Field(None, description="v2: its secret")
    key: Secret | None = Field(None, description="v1: the API key")
    url: str = Field("https://osu.ppy.sh", pattern=r"^https?://[^\s/]+[^\s]*$", description="where the server is")
    server: str = Field("bancho", pattern=r"^[a-z0-9_-]{1,30}$", description="its name in what is stored")
    requests_per_minute: Number = Field(60, ge=1, le=1200, description="how much may be asked, all in all")
    i_have_permission: bool = Field(False, description="osu! allowed you more than 60 requests a minute")
    feed_interval: Duration = Field(10_000, description="v2: how often to read the feed of plays, 5s at least")


class WatchSection(Section):
    """Who is watched, which news of them is wanted, and who is told."""

    players: Annotated[list[Player], BeforeValidator(_many)] = Field([], description="names, ids or links")
    modes: Annotated[list[ModeWord], BeforeValidator(_many)] = Field([Mode.OSU], description="modes of these players")
    matches: Annotated[list[Match], BeforeValidator(_many)] = Field([], description="numbers or links of matches")
    to: Annotated[list[str], BeforeValidator(_many)] = Field([], description="sinks or groups; all sinks if left out")
    settle: Duration = Field(20_000, le=600_000, description="how long to wait for what completes a message")
    news: Any = Field(None, description="kinds of news; the usual ones if left out")


class RuleSection(Section):
    """One kind of news that a watch asks for."""

    when: str | None = Field(None, description="a condition over the fields of the event")
    causes: Annotated[list[Cause], BeforeValidator(_many)] = Field([], description="causes, where not the usual ones")
    to: Annotated[list[str], BeforeValidator(_many)] = Field([], description="sinks or groups for this news alone")


class FileSection(Section):
    """The file as a whole."""

    osu: dict[str, Any] = Field(default_factory=dict, description="how to reach osu!, and as whom")
    watches: dict[str, Any] = Field(default_factory=dict, description="name → who is watched, and who is told")
    sinks: dict[str, Any] = Field(default_factory=dict, description="name → where news goes")
    groups: dict[str, Any] = Field(default_factory=dict, description="name → several sinks under one name")
    admin: str | None = Field(None, description="the sink that hears about the watcher itself; the first if left out")
    store: str | None = Field(None, description="the file that remembers")
