"""Every mistake has its place, the key, and what would have been right; all of a file are told at once."""

import pytest
from config_world import CATALOGUE, FULL, SHORTEST, read

from watcher.config import Mistakes, load


def mistakes(folder, text, environ=None):
    with pytest.raises(Mistakes) as caught:
        read(folder, text, environ)
    return [str(each).removeprefix(f"{folder}/") for each in caught.value.all]


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    text = """\
osu: {client_id: abc, requests_per_minute: 90, feed_interval: 1s, urll: x, i_have_permission: maybe}
watches:
  friends:
    players: [mrekk, true]
    modes: [osu, maniaa]
    matches: [https://osu.ppy.sh/multiplayer/rooms]
    news:
      - top_plays
      - top_play: {when: "plac <= 20", causes: play, to: phon}
      - {top_play: {}, rank_change: {}}
    to: [phon]
    settle: 20
    to: x
  nobody: {modes: osu}
sinks:
  phone: ntfys://my-topic
  t: consol
  club: {url: https://x, secrt: s, timeout: 100}
  n: 5
  v: ${NOPE}
groups: {all: [phone, clb], phone: [phone]}
admin: phne
strange: 1
"""
    assert mistakes(tmp_path, text) == [
        (
            "config.yaml:1:1: osu.client_secret: is missing: make an OAuth application at "
            "https://osu.ppy.sh/home/account/edit#oauth"
        ),
        "config.yaml:1:7: osu.client_id: a whole number is needed, this is text",
        (
            "config.yaml:1:23: osu.requests_per_minute: above 60 osu! wants to be asked first; "
            "if it allowed you more, say i_have_permission: true"
        ),
        "config.yaml:1:48: osu.feed_interval: 5s at least",
        "config.yaml:1:67: osu.urll: no 'urll', did you mean 'url'?",
        "config.yaml:1:76: osu.i_have_permission: true or false is needed, this is text",
        (
            "config.yaml:4:22: watches.friends.players.1: a player is a name, an id or a link; "
            "put a name such as 'true' in quotes"
        ),
        "config.yaml:5:18: watches.friends.modes.1: no 'maniaa', did you mean 'mania'?",
        (
            "config.yaml:6:15: watches.friends.matches.0: a match is a number or a link such as "
            "https://osu.ppy.sh/community/matches/105019274, a room a link such as "
            "https://osu.ppy.sh/multiplayer/rooms/1500001; "
            "'OWC2026:*' are all of such names, theirs the rooms in which these players are"
        ),
        "config.yaml:8:9: watches.friends.news.0: no 'top_plays', did you mean 'top_play'?",
        (
            "config.yaml:9:20: watches.friends.news.1.top_play.when: no field 'plac' in top_play, did you mean "
            "'place'? "
            "There is accuracy, combo, misses, grade, score, pp, mods, full_combo, passed, ended, lazer, score_id, "
            "stars, bpm, length, if_fc, "
            "player.id, player.name, player.country, map.id, map.set_id, map.mode, map.status, map.artist, map.title, "
            "map.version, map.creator, map.stars, map.length, map.bpm, map.cs, map.ar, map.od, map.hp, map.max_combo, "
            "place, gain, kind, cause, mode, hour, weekday"
        ),
        (
            "config.yaml:9:40: watches.friends.news.1.top_play.causes.0: must be 'played', 'replaced', 'revalued', "
            "'removed', 'reordered', 'bubbled in', 'account', 'decay', 'others' or 'ours'"
        ),
        "config.yaml:9:54: watches.friends.news.1.top_play.to.0: no 'phon', did you mean 'phone'?",
        (
            "config.yaml:10:9: watches.friends.news.2: one kind of news is needed, such as top_play, "
            'or top_play: {when: "pp >= 300"}'
        ),
        "config.yaml:11:10: watches.friends.to.0: no 'phon', did you mean 'phone'?",
        "config.yaml:12:5: watches.friends.settle: a time with its unit is needed, such as 10s, 5 min, 2h or 1d",
        "config.yaml:13:5: watches.friends.to: stands here twice, first in line 11",
        "config.yaml:14:3: watches.nobody: nobody is watched here: name players, maps, mappers, sets or matches",
        "config.yaml:17:3: sinks.t.kind: no 'consol', did you mean 'console'?; an address looks like ntfys://my-topic",
        "config.yaml:18:26: sinks.club.secrt: no 'secrt', did you mean 'secret'?",
        "config.yaml:18:36: sinks.club.timeout: must be at most 60.0",
        "config.yaml:19:3: sinks.n: an address, a kind or a mapping is needed, this is a number",
        "config.yaml:20:3: sinks.v: the environment has no NOPE: set it, or write ${NOPE:-default}",
        "config.yaml:21:23: groups.all.1: no 'clb', did you mean 'club'?",
        "config.yaml:21:29: groups.phone: a sink has this name already",
        "config.yaml:22:1: admin: no 'phne', did you mean 'phone'?",
        "config.yaml:23:1: strange: no 'strange', did you mean 'store'?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["1:1: osu.client_id: is missing", "watches: nobody is watched", "sinks: nobody is told"]),
        ("[]", ["1:1: a mapping is needed here, this is a list"]),
        ("hello", ["1:1: a mapping is needed here, this is text"]),
        ("osu: 5", ["1:1: osu: a mapping is needed, this is a number", "nobody is watched", "nobody is told"]),
        ("watches: [a]", ["osu.client_id", "osu.client_secret", "1:1: watches: a mapping is needed, this is a list"]),
    ],
)
def test_a_file_that_holds_no_config(tmp_path, text, said):
    found = mistakes(tmp_path, text)
    for sentence in said:
        assert any(sentence in each for each in found), (sentence, found)


ONE = {
    "an_unknown_api": ("osu", "api: v3", "1:7: osu.api: must be 'v2' or 'v1'"),
    "a_key_for_v1": ("osu", "api: v1", "osu.key: is missing: get one at"),
    "an_empty_secret": ("osu", "client_id: 1, client_secret: ''", "1:21: osu.client_secret: is missing"),
    "an_id_of_zero": ("osu", "client_id: 0, client_secret: a", "1:7: osu.client_id: must be above 0"),
    "an_id_that_is_a_flag": (
        "osu",
        "client_id: true, client_secret: a",
        "a whole number is needed, this is true or false",
    ),
    "a_secret_that_is_a_list": (
        "osu",
        "client_id: 1, client_secret: [a]",
        "osu.client_secret: text is needed, this is a list",
    ),
    "a_variable_in_brackets": (
        "osu",
        "client_id: ${ID}",
        "1:19: not YAML: did not find expected ',' or '}'; within brackets, put ${…} in quotes",
    ),
    "an_address_without_scheme": ("osu", "client_id: 1, client_secret: a, url: osu.ppy.sh", "osu.url: must look like"),
    "requests_without_end": (
        "osu",
        "client_id: 1, client_secret: a, i_have_permission: true, requests_per_minute: 9999",
        "at most 1200",
    ),
    "no_requests_at_all": ("osu", "client_id: 1, client_secret: a, requests_per_minute: 0", "must be at least 1"),
    "an_id_below_zero": ("watch", "players: [-5]", "watches.friends.players.0: a player is"),
    "a_name_with_a_slash": ("watch", "players: [a/b]", "no slash"),
    "a_name_that_is_empty": ("watch", "players: ['']", "1 to 40 characters"),
    "a_list_that_is_empty": ("watch", "players: []", "watches.friends.players: the list is empty"),
    "a_list_of_how_many": ("watch", "players: [{country: NO}]", "watches.friends.players.0: say how many: {top: 100}"),
    "a_list_of_too_many": ("watch", "players: [{top: 10001}]", "watches.friends.players.0.top: must be at most 10000"),
    "a_list_of_no_country": ("watch", "players: [{top: 5, country: NOR}]", "players.0.country: must look like"),
    "a_player_who_is_a_list": ("watch", "players: [{player: mrekk, top: 5}]", "not both"),
    "a_stream_without_an_address": (
        "watch",
        "players: [{player: a, stream: twitch}]",
        "such as https://twitch.tv/name",
    ),
    "a_stream_of_many": ("watch", "players: [{top: 5, stream: 'https://a.b/c'}]", "a stream is that of one player"),
    "a_goal_without_a_measure": ("watch", "players: a, goals: {by: 2026-12-31}", "name one of rank, country_rank, pp"),
    "a_goal_with_two": ("watch", "players: a, goals: [{pp: 3, rank: 4}]", "watches.friends.goals.0: name one of"),
    "a_goal_by_some_day": ("watch", "players: a, goals: {pp: 3, by: soon}", "a date is needed, such as 2026-12-31"),
    "rivals_who_are_nobody": ("watch", "players: a, rivals: []", "watches.friends.rivals: the list is empty"),
    "a_set_instead_of_a_map": ("watch", "maps: ['https://osu.ppy.sh/beatmapsets/5']", "a map is a number or a link"),
    "a_map_that_is_none": ("watch", "maps: [0]", "a map is a number or a link"),
    "a_match_of_another_kind": ("watch", "matches: [abc]", "a match is a number or a link"),
    "terms_without_a_match": ("watch", "matches: {best_of: 3}", "matches.0: name a match, or a file that names some"),
    "best_of_an_even_number": ("watch", "matches: {match: 7, best_of: 8}", "must be odd"),
    "best_of_nothing": ("watch", "matches: {match: 7, best_of: 0}", "must be at least 1"),
    "warmups_in_words": ("watch", "matches: {match: 7, warmups: two}", "a whole number is needed"),
    "a_term_that_is_none": ("watch", "matches: {match: 7, bestof: 8}", "there is no such key"),
    "no_news": ("watch", "players: [a], news: []", "the list is empty: name some news"),
    "news_of_nothing": ("watch", "players: [a], news: [5]", "watches.friends.news.0: one kind of news is needed"),
    "news_as_one_mapping": (
        "watch",
        "players: [a], news: {top_play: {}, rank_change: {}}",
        "one kind of news is needed",
    ),
    "a_rule_that_is_text": ("watch", "players: [a], news: [top_play: x]", "a mapping is needed here, this is text"),
    "a_condition_that_is_a_number": (
        "watch",
        "players: [a], news: [top_play: {when: 5}]",
        "when: text is needed, this is a number",
    ),
    "a_duration_without_unit": ("watch", "players: [a], settle: 20", "a time with its unit"),
    "a_duration_of_another_unit": (
        "watch",
        "players: [a], settle: 20 parsecs",
        "no unit 'parsecs', there is ms, s, min, h, d",
    ),
    "too_long_to_wait": ("watch", "players: [a], settle: 1h", "watches.friends.settle: 10 min at most"),
    "a_sink_nobody_knows": (
        "watch",
        "players: [a], to: [phone]",
        "watches.friends.to.0: no 'phone', there is terminal",
    ),
    "a_sink_of_no_kind": ("sink", "{}", "sinks.terminal: a url or a kind is needed, there is console, push, webhook"),
    "an_address_that_is_none": ("sink", "{url: nowhere}", "a url or a kind is needed"),
    "an_address_that_is_a_list": ("sink", "{url: [a]}", "a url or a kind is needed"),
    "a_sink_kind_that_is_a_list": ("sink", "{kind: [console]}", "sinks.terminal.kind: no such thing"),
    "an_option_of_another_kind": (
        "sink",
        "{kind: console, timeout: 5}",
        "sinks.terminal.timeout: no 'timeout', there is kind, only",
    ),
    "a_sink_with_two_secrets": ("sink", "{url: 'http://a', url_file: b}", "url stands here too, keep one of them"),
    "a_rule_of_a_sink_to_another": (
        "sink",
        "{kind: console, only: [top_play: {to: x}]}",
        "sinks.terminal.only.0.top_play.to: no 'to'",
    ),
    "an_unknown_rule_of_a_sink": (
        "sink",
        "{kind: console, only: [tpo_play]}",
        "sinks.terminal.only.0: no 'tpo_play', did you mean 'top_play'?",
    ),
}


@pytest.mark.parametrize(("where", "entry", "said"), ONE.values(), ids=ONE)
def test_a_mistake_says_what_would_have_been_right(tmp_path, where, entry, said):
    was = {"osu": "client_id: 12345, client_secret: s3cret", "watch": "players: [mrekk]", "sink": "console"}[where]
    found = mistakes(tmp_path, SHORTEST.replace(was, entry))
    assert any(said in each for each in found), found


@pytest.mark.parametrize("entry", ["tgram/123:ABC-def", "x" * 50, "ABC def!$", "123:aaa://bbb ccc"])
def test_what_may_be_a_secret_is_not_shown(tmp_path, entry):
    text = SHORTEST.replace("console", f"'{entry}'").replace("[mrekk]", f"['{entry}//']").replace("12345", f"'{entry}'")
    for said in mistakes(tmp_path, text):
        assert entry not in said


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Mistakes, match=r"/config\.yaml:1:1: can't be read: No such file or directory$"):
        load(tmp_path / "config.yaml", CATALOGUE, {})


def test_a_mistake_in_what_an_anchor_holds_is_placed(tmp_path):
    text = FULL.replace("      - rank_change\n", "      - &rule {rank_change: {when: 'x > 1'}}\n      - *rule\n")
    found = [each.partition(" no field")[0] for each in mistakes(tmp_path, text)]
    assert found == [
        "config.yaml:28:30: watches.friends.news.1.rank_change.when:",
        "config.yaml:29:9: watches.friends.news.2.rank_change.when:",
    ]
