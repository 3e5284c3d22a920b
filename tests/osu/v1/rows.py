"""Rows as API v1 writes them: every value a text. Players and maps are invented."""

COUNTS = {
    "count300": "400",
    "count100": "30",
    "count50": "4",
    "countmiss": "6",
    "countkatu": "20",
    "countgeki": "90",
}

SCORE = COUNTS | {
    "score": "12345678",
    "maxcombo": "512",
    "perfect": "0",
    "user_id": "9001",
    "rank": "A",
    "enabled_mods": "72",
    "date": "2026-09-21 13:05:09",
    "score_id": "4400000001",
}

RECENT = SCORE | {"beatmap_id": "777", "score_id": None}
BEST = SCORE | {"beatmap_id": "777", "pp": "312.75", "replay_available": "1"}
LEADER = SCORE | {"username": "Ukiyo-e", "pp": "312.75", "replay_available": "0"}

EVENT = {
    "display_html": "<b><a href='/u/9001'>Ukiyo-e</a></b> has become an osu! supporter - thanks for your generosity!",
    "beatmap_id": None,
    "beatmapset_id": "0",
    "date": "2026-09-20 01:02:03",
    "epicfactor": "2",
}

USER = {
    "user_id": "9001",
    "username": "Ukiyo-e",
    "join_date": "2014-05-06 07:08:09",
    "count300": "1000",
    "count100": "200",
    "count50": "30",
    "playcount": "4321",
    "ranked_score": "9876543210",
    "total_score": "98765432100",
    "pp_rank": "1234",
    "level": "100.456",
    "pp_raw": "8765.43",
    "accuracy": "98.76543426513672",
    "count_rank_ss": "5",
    "count_rank_ssh": "4",
    "count_rank_s": "300",
    "count_rank_sh": "200",
    "count_rank_a": "1000",
    "country": "JP",
    "total_seconds_played": "1234567",
    "pp_country_rank": "56",
    "events": [EVENT],
}

BEATMAP = {
    "beatmapset_id": "333",
    "beatmap_id": "777",
    "approved": "1",
    "total_length": "215",
    "hit_length": "200",
    "version": "Wave",
    "file_md5": "0123456789abcdef0123456789abcdef",
    "diff_size": "4",
    "diff_overall": "8.5",
    "diff_approach": "9.3",
    "diff_drain": "5.5",
    "mode": "0",
    "count_normal": "400",
    "count_slider": "150",
    "count_spinner": "2",
    "submit_date": "2020-01-02 03:04:05",
    "approved_date": "2020-02-03 04:05:06",
    "last_update": "2020-01-30 00:00:00",
    "artist": "Hokusai",
    "artist_unicode": "北斎",
    "title": "Under the Wave",
    "title_unicode": None,
    "creator": "Printer",
    "creator_id": "42",
    "bpm": "187.5",
    "source": "",
    "tags": "woodblock sea",
    "genre_id": "5",
    "language_id": "3",
    "favourite_count": "12",
    "rating": "9.4321",
    "storyboard": "0",
    "video": "1",
    "download_unavailable": "0",
    "audio_unavailable": "0",
    "playcount": "100200",
    "passcount": "3456",
    "packs": "S1,T2",
    "max_combo": "901",
    "diff_aim": "2.71",
    "diff_speed": "2.1",
    "difficultyrating": "5.4321",
}

TEAM_SCORE = COUNTS | {
    "slot": "3",
    "team": "2",
    "user_id": "9001",
    "score": "654321",
    "maxcombo": "800",
    "rank": "0",
    "perfect": "0",
    "pass": "1",
    "enabled_mods": None,
}

GAME = {
    "game_id": "501",
    "start_time": "2026-09-21 18:00:00",
    "end_time": "2026-09-21 18:03:30",
    "beatmap_id": "777",
    "play_mode": "0",
    "match_type": "0",
    "scoring_type": "3",
    "team_type": "2",
    "mods": "65",
    "scores": [TEAM_SCORE],
}

MATCH = {
    "match": {
        "match_id": "88",
        "name": "CUP: (Red) vs (Blue)",
        "start_time": "2026-09-21 17:55:00",
        "end_time": None,
    },
    "games": [GAME],
}
