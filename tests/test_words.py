from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher import words
from watcher.facts import MapFacts, PlayerFacts

SAID = [
    (words.number(1234567), "1,234,567"),
    (words.number(7.5, 2), "7.5"),
    (words.number(-0.001, 2), "0"),
    (words.number(100), "100"),
    (words.signed(42.7), "+42.7"),
    (words.signed(-1200), "-1,200"),
    (words.signed(0.001), "±0"),
    (words.signed(-0.001), "±0"),
    (words.pp(727.271), "727.27pp"),
    (words.pp(1200.0), "1,200pp"),
    (words.pp(None), "no pp"),
    (words.pp_change(7000, 7042.7), "7,000pp → 7,042.7pp (+42.7)"),
    (words.accuracy(98.7654), "98.76%"),
    (words.accuracy(99.9999), "99.99%"),
    (words.accuracy(100.0), "100.00%"),
    (words.accuracy(98.29), "98.29%"),
    (words.accuracy(0), "0.00%"),
    (words.rank(1234), "#1,234"),
    (words.rank(None), "no rank"),
    (words.rank_change(40, 39), "#40 → #39 (+1)"),
    (words.rank_change(39, 1040), "#39 → #1,040 (-1,001)"),
    (words.rank_change(None, 5), "no rank → #5"),
    (words.rank_change(5, None), "#5 → no rank"),
    (words.grade("XH"), "SS"),
    (words.grade("X"), "SS"),
    (words.grade("SH"), "S"),
    (words.grade("A"), "A"),
    (words.combo(1204), "1,204x"),
    (words.combo(1204, 1560), "1,204x/1,560x"),
    (words.stars(7.126), "7.13★"),
    (words.plural(1, "play"), "1 play"),
    (words.plural(0, "play"), "0 plays"),
    (words.plural(1200, "play"), "1,200 plays"),
    (words.plural(2, "match", "matches"), "2 matches"),
    (words.length(95), "1:35"),
    (words.length(3723), "1:02:03"),
    (words.length(59.7), "1:00"),
    (words.span(45), "45 s"),
    (words.span(720), "12 min"),
    (words.span(11_100), "3 h 5 min"),
    (words.span(7_200), "2 h"),
    (words.span(187_200), "2 d 4 h"),
    (words.stay(4), "a moment"),
    (words.stay(59), "a moment"),
    (words.stay(60), "1 min"),
    (words.stay(11_100), "3 h 5 min"),
    (words.moment(1_790_000_000_000), "2026-09-21 14:13 UTC"),
    (words.moment(1_790_000_000_000, ZoneInfo("Europe/Oslo")), "2026-09-21 16:13 CEST"),
    (words.player_name(PlayerFacts(id=2, name="peppy")), "peppy"),
    (words.player_name(PlayerFacts(id=2)), "player 2"),
    (words.map_name(MapFacts(id=7, artist="A", title="B", version="C")), "A - B [C]"),
    (words.map_name(MapFacts(id=7)), "map 7"),
    (words.player_link(2, "fruits"), "https://osu.ppy.sh/users/2/fruits"),
    (words.player_link(2), "https://osu.ppy.sh/users/2"),
    (words.map_link(75), "https://osu.ppy.sh/beatmaps/75"),
    (words.play_link(9), "https://osu.ppy.sh/scores/9"),
    (words.match_link(3), "https://osu.ppy.sh/community/matches/3"),
    (words.room_link(3), "https://osu.ppy.sh/multiplayer/rooms/3"),
    (words.cover_link(1), "https://assets.ppy.sh/beatmaps/1/covers/cover.jpg"),
    (words.avatar_link(2), "https://a.ppy.sh/2"),
]


@pytest.mark.parametrize(("said", "wanted"), SAID)
def test_people_write_it_so(said, wanted):
    assert said == wanted


@given(st.floats(0, 100))
def test_accuracy_is_never_flattered(percent):
    assert float(words.accuracy(percent)[:-1]) <= percent + 1e-6


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_back(value, decimals):
    text = words.number(value, decimals)
    assert abs(float(text.replace(",", "")) - value) <= 0.5 * 10**-decimals + 1e-6
    assert text != "-0"


@pytest.mark.parametrize(
    ("country", "shown"), [("NO", "🇳🇴"), ("jp", "🇯🇵"), ("", ""), ("N", ""), ("1A", ""), ("ÅØ", "")]
)
def test_flags(country, shown):
    assert words.flag(country) == shown


@pytest.mark.parametrize(
    ("text", "zone", "there"),
    [
        ("since 2026-11-23 23:04 UTC, and", "Asia/Tokyo", "since 2026-11-24 08:04 JST, and"),
        ("2026-07-01 12:00 UTC", "Europe/Oslo", "2026-07-01 14:00 CEST"),
        ("2026-07-01 12:00 UTC", "UTC", "2026-07-01 12:00 UTC"),
        ("2026-02-31 12:00 UTC is no day", "Europe/Oslo", "2026-02-31 12:00 UTC is no day"),
        ("2026-99-01 12:00 UTC", "Europe/Oslo", "2026-99-01 12:00 UTC"),
    ],
)
def test_times_on_the_clocks_of_who_reads_them(text, zone, there):
    assert words.localised(text, zone) == there


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("First Light", 20, "First Light"),
        ("First Light", 6, "First…"),
        ("a  b\nc", 9, "a b c"),
        ("שיר ערש לירח", 20, "\u2068שיר ערש לירח\u2069"),
        ("", 5, ""),
    ],
)
def test_short_and_isolated(text, most, shown):
    assert words.short(text, most) == shown
