"""Answers of API v2 as tests need them: invented, and small."""

from faulty import Reply

TOKEN = {"/oauth/token": [Reply(body={"access_token": "abc", "expires_in": 86400, "token_type": "Bearer"})]}
NOW = 1_790_000_000_000  # 2026-09-21T14:13:20Z


def moment(second):
    """`second` seconds after 14:00 of that day."""
    return f"2026-09-21T14:{second // 60:02}:{second % 60:02}Z"


def at(second):
    """The same in ms."""
    return NOW + (second - 800) * 1000


def score(number, **more):
    return {
        "id": number,
        "user_id": 7,
        "beatmap_id": 75,
        "ruleset_id": 0,
        "ended_at": moment(number % 3600),
        "accuracy": 0.9876,
        "max_combo": 321,
        "rank": "A",
        "passed": True,
        "total_score": 900_000,
        "legacy_score_id": None,
        "legacy_total_score": 0,
        "mods": [{"acronym": "HD"}, {"acronym": "DT", "settings": {"speed_change": 1.3}}],
        "statistics": {"great": 300, "ok": 3, "miss": 2},
        "maximum_statistics": {"great": 305},
        "pp": 123.4,
        "ranked": True,
        "processed": True,
        "is_perfect_combo": False,
        "legacy_perfect": False,
    } | more


def old_score(**more):
    return {
        "id": None,
        "best_id": None,
        "user_id": 7,
        "created_at": moment(30),
        "accuracy": 0.5,
        "max_combo": 100,
        "rank": "D",
        "score": 123_456,
        "passed": True,
        "perfect": False,
        "mode": "osu",
        "mode_int": 0,
        "mods": ["NF"],
        "pp": None,
        "statistics": {"count_300": 1, "count_100": 2, "count_50": 0, "count_geki": 9, "count_miss": 4},
        "type": "legacy_match_score",
    } | more


def feed(*scores, cursor=None):
    newest = max((row["id"] for row in scores), default=cursor)
    return Reply(body={"scores": list(scores), "cursor": newest and {"id": newest}, "cursor_string": "opaque"})


def beatmap(number, **more):
    return {
        "id": number,
        "beatmapset_id": 1,
        "mode": "osu",
        "version": "Insane",
        "difficulty_rating": 5.25,
        "status": "ranked",
        "total_length": 120,
        "user_id": 3,
        "bpm": 180,
        "cs": 4,
        "ar": 9.3,
        "accuracy": 8,
        "drain": 6,
        "ranked": 1,
        "max_combo": 700,
        "beatmapset": {"id": 1, "artist": "A", "title": "T", "creator": "C", "user_id": 4, "status": "ranked"},
    } | more


STATISTICS = {
    "global_rank": 1234,
    "pp": 5678.9,
    "hit_accuracy": 98.76,
    "play_count": 4321,
    "play_time": 99_000,
    "ranked_score": 10,
    "total_score": 20,
    "level": {"current": 101, "progress": 48},
    "grade_counts": {"ss": 1, "ssh": None, "s": 3, "sh": 4, "a": 5},
    "is_ranked": True,
}


def user(number, name="peter", **more):
    return {"id": number, "username": name, "country_code": "NO"} | more


def game(number, *, ended=True, mods=(), scores=(), **more):
    return {
        "id": number,
        "beatmap_id": 75,
        "start_time": moment(number),
        "end_time": moment(number + 60) if ended else None,
        "mode": "osu",
        "mode_int": 0,
        "scoring_type": "scorev2",
        "team_type": "team-vs",
        "mods": list(mods),
        "scores": list(scores),
    } | more


def event(number, of=None):
    kind = {"type": "other", "text": "a match"} if of else {"type": "player-joined"}
    return {"id": number, "detail": kind, "timestamp": moment(number), "user_id": 7} | ({"game": of} if of else {})


def match(*events, first, latest, ended=None):
    return Reply(
        body={
            "match": {"id": 9, "name": "a match", "start_time": moment(0), "end_time": ended and moment(ended)},
            "events": list(events),
            "users": [user(7)],
            "first_event_id": first,
            "latest_event_id": latest,
            "current_game_id": None,
        }
    )
