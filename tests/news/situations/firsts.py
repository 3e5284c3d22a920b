"""A first place of the time before the watch, then one that the leaderboard bears out."""

from sightings import activity, board, deed, play

from watcher.osu.nouns import Mode

OLD = deed("rank", -600, mode=Mode.OSU, beatmap_id=3, rank=1, grade="S", board="lazer")
FIRST = (activity(OLD, asked=0),)
NEW = (
    activity(deed("rank", 60, mode=Mode.OSU, beatmap_id=7, rank=1, grade="S", board="lazer"), OLD, asked=90),
    board(play(7, 300.0, 60), play(7, 250.0, -9000, user_id=3, username="Sol", score=890_000), asked=91),
)
