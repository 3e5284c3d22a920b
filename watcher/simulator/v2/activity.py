"""What players did: `recent_activity` of one, `/events` of everybody."""

from msgspec import structs

from watcher.simulator import links, names
from watcher.simulator.http import offset
from watcher.simulator.model import MODES, Happening
from watcher.simulator.v2.ask import JSON, Ask, with_cursor
from watcher.simulator.world import World


def row(world: World, happened: Happening) -> JSON:
    """A row as both endpoints show it. osu-web: Event."""
    common: JSON = {"created_at": offset(happened.at), "createdAt": offset(happened.at), "id": happened.id}
    return common | {"type": happened.kind} | _details(world, happened)


def _details(world: World, happened: Happening) -> JSON:
    kind, facts = happened.kind, happened.facts
    who = links.user(happened)
    user: JSON = {"user": {"username": who.title, "url": who.url}}
    if kind in {"rank", "rankLost"}:
        place = {"scoreRank": facts["grade"], "rank": facts["rank"]} if kind == "rank" else {}
        beatmap = structs.asdict(links.beatmap(world, happened))
        return place | {"mode": MODES[facts["mode"]], "beatmap": beatmap} | user
    if kind == "beatmapPlaycount":
        return {"beatmap": structs.asdict(links.beatmap(world, happened)), "count": facts["count"]}
    if kind == "achievement":
        return {"achievement": medal(facts["medal"])} | user
    if kind == "usernameChange":
        return {"user": {"username": facts["new"], "url": who.url, "previousUsername": facts["old"]}}
    if kind.startswith("beatmapset"):
        found = {"beatmapset": structs.asdict(links.beatmapset(world, happened))}
        approval = {"approval": facts["approval"]} if kind == "beatmapsetApprove" else {}
        return approval | found | ({} if kind == "beatmapsetDelete" else user)
    return user


def medal(number: int) -> JSON:
    """A medal as an event shows it."""
    slug = f"all-simulated-{number}"
    return {
        "achieved_count": 40_000,
        "achieved_percent": 0.0014,
        "icon_url": f"https://assets.ppy.sh/medals/web/{slug}.png",
        "id": number,
        "name": names.MEDALS[number],
        "grouping": "Skill & Dedication",
        "ordering": 0,
        "slug": slug,
        "description": "Well done.",
        "mode": None,
        "instructions": None,
    }


def recent(ask: Ask, who: str) -> list[JSON]:
    """`/users/{id}/recent_activity`: newest first, 5 by default, 100 in all.

    Ranks on the leaderboard of stable are left out, or with `legacy_only=1` those on the one of lazer.
    """
    player = ask.user(who)
    ask.world.truth.asked("recent_activity", player.id, "", ask.now)
    hidden = "lazer" if ask.request.one("legacy_only") == "1" else "stable"
    rows = [each for each in reversed(ask.world.activity[player.id]) if each.board != hidden][:100]
    start, limit = ask.page(5, 100)
    return [row(ask.world, each) for each in rows[start : start + limit]]


def everybody(ask: Ask) -> JSON:
    """`/events`: 50 a page, newest first or (`sort=id_asc`) oldest first, behind `cursor[event_id]`."""
    cursor, forward = ask.cursor("event_id"), ask.request.one("sort") == "id_asc"
    rows = ask.world.happenings if forward else ask.world.happenings[::-1]
    if cursor is not None:
        rows = [each for each in rows if (each.id > cursor if forward else each.id < cursor)]
    page = rows[:50]
    last = {"event_id": page[-1].id} if len(rows) > 50 else None
    return {"events": [row(ask.world, each) for each in page], **with_cursor(last)}
