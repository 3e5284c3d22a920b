"""A catalogue to write configs for, and a config that uses every key."""

from msgspec import Struct
from pydantic import BaseModel, Field, SecretStr

from watcher.config import Catalogue, SinkKind, load
from watcher.events import Cause
from watcher.facts import MapFacts, PlayerFacts, PlayFacts, RankChangeFacts


class TopPlayFacts(Struct, frozen=True, kw_only=True):
    """A play that entered the best plays. place: 1 is the best. gain: pp, None where it can't be known."""

    player: PlayerFacts
    map: MapFacts
    play: PlayFacts
    place: int
    gain: float | None = None


class Terminal(BaseModel, extra="forbid", frozen=True):
    """The terminal."""


class Hook(BaseModel, extra="forbid", frozen=True, hide_input_in_errors=True):
    """A webhook."""

    url: SecretStr = Field(description="Where to POST.", min_length=8)
    secret: SecretStr | None = Field(None, description="Signs every message.")
    timeout: float = Field(10.0, gt=0, le=60, description="Seconds.")


class Push(BaseModel, extra="forbid", frozen=True, hide_input_in_errors=True):
    """A service."""

    url: SecretStr = Field(description="The address of the service.")
    token: SecretStr | None = Field(None, description="What the service knows us by.")


CATALOGUE = Catalogue(
    news={"top_play": TopPlayFacts, "rank_change": RankChangeFacts, "rework": RankChangeFacts},
    defaults=("top_play", "rank_change"),
    sinks=(
        SinkKind("console", ("console",), Terminal),
        SinkKind("push", (), Push),
        SinkKind("webhook", ("http", "https"), Hook),
    ),
    causes={"rework": frozenset({Cause.REVALUED})},
)

SHORTEST = """\
osu: {client_id: 12345, client_secret: s3cret}
watches: {friends: {players: [mrekk]}}
sinks: {terminal: console}
"""

FULL = """\
osu:
  api: v2
  client_id: 12345
  client_secret: s3cret
  key: k3y
  url: https://osu.example
  server: example
  i_have_permission: true
  requests_per_minute: 90
  feed_interval: 30s
watches:
  friends:
    players:
      - mrekk
      - 124493
    modes:
      - osu
      - mania
    matches:
      - 105019274
    news:
      - top_play:
          when: "place <= 20 or pp >= 500"
          causes:
            - played
          to:
            - club
      - rank_change
    to:
      - everybody
    settle: 5s
sinks:
  terminal: console
  phone: ntfys://my-topic
  club:
    kind: webhook
    url: https://hook.example/
    secret: h00k
    timeout: 5
    only:
      - top_play:
          when: "pp >= 300"
          causes:
            - played
groups:
  everybody:
    - phone
    - club
admin: terminal
store: state.db
"""


def read(folder, text, environ=None):
    """The config of this text. Raises Mistakes."""
    file = folder / "config.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(file, CATALOGUE, environ or {})
