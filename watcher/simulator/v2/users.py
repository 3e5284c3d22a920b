"""Players and their standings."""

from typing import Any

from watcher.simulator import creation, names, scoring
from watcher.simulator.http import Refused, number, offset, zulu
from watcher.simulator.model import DAY, MODES, Player, Standing
from watcher.simulator.v2.ask import JSON, Ask
from watcher.simulator.world import World


def card(world: World, player: Player) -> JSON:
    """A player as he stands beside a score."""
    return {
        "avatar_url": f"https://a.ppy.sh/{player.id}?{player.joined // 1000}.png",
        "country_code": player.country,
        "default_group": "default",
        "id": player.id,
        "is_active": world.now - player.visited < 90 * DAY,
        "is_bot": False,
        "is_deleted": False,
        "is_online": not player.hidden and world.now - player.visited < 600_000,
        "is_supporter": player.supporter,
        "last_visit": None if player.hidden else offset(player.visited),
        "pm_friends_only": False,
        "profile_colour": None,
        "username": player.name,
    }


def with_country(world: World, player: Player) -> JSON:
    """A player as he stands in a match or a ranking."""
    return card(world, player) | {
        "country": {"code": player.country, "name": names.COUNTRIES[player.country][0]},
    }


def ranked(world: World, player: Player) -> JSON:
    """A player as he stands on a leaderboard: with a team, without groups."""
    found = wide(world, player)
    del found["groups"]
    return found


def wide(world: World, player: Player) -> JSON:
    """A player as he stands in a batch."""
    url = f"https://assets.ppy.sh/user-profile-covers/{player.id}/{player.joined:x}.jpeg"
    team = player.team
    return with_country(world, player) | {
        "cover": {"custom_url": url, "url": url, "id": None},
        "groups": [_group(each) for each in player.groups],
        "team": None
        if team is None
        else {
            "flag_url": f"https://assets.ppy.sh/teams/flag/{team.id}/{team.id:040x}.png",
            "id": team.id,
            "name": team.name,
            "short_name": team.short_name,
        },
    }


def _group(short_name: str) -> JSON:
    number, identifier, name, colour = names.GROUPS[short_name]
    return {
        "colour": colour,
        "has_listing": True,
        "has_playmodes": False,
        "id": number,
        "identifier": identifier,
        "is_probationary": False,
        "name": name,
        "short_name": short_name,
        "playmodes": None,
    }


def _badge(description: str, at: int) -> JSON:
    """osu-web: UserBadge."""
    url = f"https://assets.ppy.sh/profile-badges/{'-'.join(description.casefold().split())}"
    return {
        "awarded_at": offset(at),
        "description": description,
        "image@2x_url": f"{url}@2x.png",
        "image_url": f"{url}.png",
        "url": "",
    }


def statistics(world: World, player: Player, mode: int) -> JSON:
    """The standing in a mode as every endpoint shows it: without rank and pp for who is inactive."""
    mine = world.standing(player.id, mode) or Standing()
    rank = world.rank(player.id, mode)
    level = scoring.level(mine.total_score)
    great, ok, meh, miss = mine.hits
    return {
        "count_100": ok,
        "count_300": great,
        "count_50": meh,
        "count_miss": miss,
        "level": {"current": int(level), "progress": int(level % 1 * 100)},
        "global_rank": rank,
        "global_rank_percent": None if rank is None else rank / 3_000_000,
        "global_rank_exp": None,
        "pp": number(mine.pp) if rank is not None else 0,
        "pp_exp": 0,
        "ranked_score": mine.ranked_score,
        "hit_accuracy": number(round(mine.accuracy * 100, 4)),
        "accuracy": number(round(mine.accuracy, 6)),
        "play_count": mine.play_count,
        "play_time": mine.play_time,
        "total_score": mine.total_score,
        "total_hits": great + ok + meh,
        "maximum_combo": mine.combo,
        "replays_watched_by_others": mine.watched,
        "is_ranked": rank is not None,
        "grade_counts": dict(mine.grades),
    }


def _own_statistics(world: World, player: Player, mode: int) -> JSON:
    country = world.rank(player.id, mode, player.country)
    found = statistics(world, player, mode) | {"country_rank": country, "rank": {"country": country}}
    if mode == 3:
        found["variants"] = [_variant(found, keys) for keys in ("4k", "7k")]
    return found


def _variant(found: JSON, keys: str) -> JSON:
    share = 0.9 if keys == "4k" else 0.3
    rank = None if found["global_rank"] is None else int(found["global_rank"] / share)
    return {
        "mode": "mania",
        "variant": keys,
        "country_rank": None if rank is None else int(found["country_rank"] / share),
        "global_rank": rank,
        "pp": number(round(found["pp"] * share, 3)),
    }


def history(world: World, player: Player, mode: int) -> JSON | None:
    """90 ranks, one for each day, the last of them today's; 0 is a day without a rank."""
    rank = world.rank(player.id, mode)
    if rank is None:
        return None
    luck = creation.chance(world.seed, "history", player.id, mode)
    rows = [rank]
    for _ in range(89):
        rows.append(max(1, int(rows[-1] * luck.uniform(0.998, 1.012))))
    return {"mode": MODES[mode], "data": rows[::-1]}


def full(world: World, player: Player, mode: int) -> JSON:
    """A player as his own endpoint shows him."""
    mine = world.standing(player.id, mode) or Standing()
    ranks = history(world, player, mode)
    firsts = sum(1 for score in mine.top if world.boards[score.beatmap_id, mode][:1] == [score])
    sets = [row for row in world.sets.values() if row.creator == player.id and not row.deleted]
    return wide(world, player) | _about(player) | {
        "account_history": [],
        "active_tournament_banner": None,
        "active_tournament_banners": [],
        "badges": [_badge(*each) for each in reversed(player.badges)],
        "beatmap_playcounts_count": len(mine.best),
        "comments_count": 0,
        "current_season_stats": None,
        "current_user_attributes": {"has_blocked": False},
        "daily_challenge_user_stats": _daily(player),
        "favourite_beatmapset_count": 0,
        "follower_count": player.followers,
        "graveyard_beatmapset_count": sum(row.status == -2 for row in sets),
        "guest_beatmapset_count": 0,
        "loved_beatmapset_count": sum(row.status == 4 for row in sets),
        "mapping_follower_count": 0,
        "matchmaking_stats": [],
        "monthly_playcounts": [{"start_date": offset(world.start)[:8] + "01", "count": mine.play_count}],
        "nominated_beatmapset_count": 0,
        "page": {"html": "", "raw": ""},
        "pending_beatmapset_count": sum(row.status in {-1, 0} for row in sets),
        "previous_usernames": list(player.former),
        "rank_highest": _peak(world, player, mode),
        "ranked_beatmapset_count": sum(row.status in {1, 2} for row in sets),
        "replays_watched_counts": [],
        "scores_best_count": min(len(mine.top), 200),
        "scores_first_count": firsts,
        "scores_pinned_count": 0,
        "scores_recent_count": sum(score.ended > world.now - DAY and score.passed for score in mine.recent),
        "statistics": _own_statistics(world, player, mode),
        "support_level": player.supported if player.supporter else 0,
        "user_achievements": [
            {"achieved_at": zulu(at), "achievement_id": medal} for medal, at in reversed(player.medals)
        ],
        "rank_history": ranks,
        "rankHistory": ranks,
        "ranked_and_approved_beatmapset_count": sum(row.status in {1, 2} for row in sets),
        "unranked_beatmapset_count": sum(row.status in {-1, 0} for row in sets),
    }  # fmt: skip


def _about(player: Player) -> JSON:
    nothing = ("discord", "interests", "location", "occupation", "title", "title_url", "twitter", "website")
    order = ("me", "recent_activity", "top_ranks", "medals", "historical", "beatmaps", "kudosu")
    url = f"https://assets.ppy.sh/user-profile-covers/{player.id}/{player.joined:x}.jpeg"
    return dict[str, Any].fromkeys(nothing) | {
        "cover_url": url,
        "has_supported": player.supported > 0,
        "join_date": offset(player.joined),
        "kudosu": {"available": 0, "total": 0},
        "max_blocks": 50,
        "max_friends": 250,
        "playmode": MODES[player.main],
        "playstyle": ["tablet", "keyboard"],
        "post_count": 0,
        "profile_hue": None,
        "profile_order": list(order),
    }


def _daily(player: Player) -> JSON:
    mine = player.daily
    return {
        "daily_streak_best": mine.best,
        "daily_streak_current": mine.streak,
        "last_update": None if mine.day is None else offset(mine.day),
        "last_weekly_streak": None if mine.week is None else offset(mine.week),
        "playcount": mine.played,
        "top_10p_placements": mine.top_tenth,
        "top_50p_placements": mine.top_half,
        "user_id": player.id,
        "weekly_streak_best": mine.weeks_best,
        "weekly_streak_current": mine.weeks,
    }


def _peak(world: World, player: Player, mode: int) -> JSON | None:
    rank, mine = world.rank(player.id, mode), world.standing(player.id, mode)
    if mine is None or (mine.peak is None and rank is None):
        return None
    peak = mine.peak or (rank, world.start)
    return {"rank": peak[0], "updated_at": zulu(peak[1])}


def one(ask: Ask, who: str, mode: str | None = None) -> JSON:
    """`/users/{id|@name}/{mode?}`: without a mode, in the player's own."""
    player = ask.user(who)
    return full(ask.world, player, ask.mode(mode, player.main))


def batch(ask: Ask) -> JSON:
    """`/users?ids[]=`: at most 50, the rest is cut silently; without country rank and history."""
    ids = [int(text) for text in ask.request.many("ids")[:50] if text.isdigit()]
    found = [player for each in dict.fromkeys(ids) if (player := ask.world.player(each))]
    return {"users": [wide(ask.world, player) | {"statistics_rulesets": _all(ask.world, player)} for player in found]}


def _all(world: World, player: Player) -> JSON:
    return {
        word: statistics(world, player, mode)
        for mode, word in enumerate(MODES)
        if world.standing(player.id, mode) is not None
    }


def lookup(ask: Ask) -> JSON:
    """`/users/lookup?ids[]=`: ids and `@names`, 50 at most; with `ruleset_id` also the rank there."""
    texts = ask.request.many("ids")
    mode = ask.request.one("ruleset_id")
    if len(texts) > 50 or mode not in {"", "0", "1", "2", "3"}:
        raise Refused(422, {"error": "invalid ids or ruleset_id"})
    found = [ask.world.player(int(text) if text.isdigit() else text.removeprefix("@")) for text in texts]
    players = {player.id: player for player in found if player}
    return {"users": [_looked_up(ask.world, player, mode) for player in players.values()]}


def _looked_up(world: World, player: Player, mode: str) -> JSON:
    answer = wide(world, player)
    if mode:
        rank = world.rank(player.id, int(mode))
        answer["global_rank"] = None if rank is None else {"rank": rank, "ruleset_id": int(mode)}
    return answer
