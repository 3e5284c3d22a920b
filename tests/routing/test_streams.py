"""Where a player streams goes with what was just played: as a link where there are links, to be read elsewhere."""

import pytest
from routing_world import in_town

from watcher.digest import streamed
from watcher.notification import Message, Notification
from watcher.sinks import _embed, _forms

PAGE = "https://www.twitch.tv/quillon_"
CONFIG = """
watches:
  friends:
    players: [{{player: 1001, stream: "https://www.twitch.tv/quillon_"}}, miso_cat]
    news: [top_play, team_change]
    settle: 0s
sinks: {{hook: "{hook}hook"}}
"""
ROW = {"when": "", "text": "stream: twitch.tv/quillon_", "url": PAGE}
HOUR = 3600


def test_the_link_goes_with_what_was_just_played_and_with_nothing_else(tmp_path):
    async def story(town):
        town.write(CONFIG)
        async with town.daemon() as app:
            await town.watch(app, 30)
            town.osu.world.play(1001, mode="osu")
            town.osu.world.play(1002, mode="osu")
            await town.watch(app, 30)
            town.hooks.down.add("hook")
            town.osu.world.play(1001, mode="osu")
            await town.watch(app, HOUR, step=60)  # longer than anybody streams one play
            town.hooks.down.clear()
            town.osu.site.run("team", {"user_id": 1001, "team": 3})
            await town.watch(app, 4 * HOUR, step=300)
        told.extend((post["events"][0]["kind"], post["title"][:7], post["rows"]) for post in town.hooks.posts["hook"])

    told = []
    in_town(tmp_path, story)
    assert sorted(told[:2]) == [("top_play", "Quillon", [ROW]), ("top_play", "miso_ca", [])]
    assert told[2:] == [("top_play", "Quillon", []), ("team_change", "Quillon", [])]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (_forms.text, "body\nstream: twitch.tv/quillon_"),
        (_forms.markdown, f"[stream: twitch.tv/quillon\\_](<{PAGE}>)"),
        (_forms.html, f'<a href="{PAGE}">stream: twitch.tv/quillon_</a>'),
        (_forms.page, f'<a href="{PAGE}">stream: twitch.tv/quillon_</a>'),
        (lambda words, _: str(_embed.embed(Message(key="k", notification=words))), f"](<{PAGE}>)"),
    ],
    ids=["text", "markdown", "html", "mail", "discord"],
)
def test_each_form_shows_it(form, shown):
    assert shown in form(streamed(Notification(title="title", body="body"), PAGE), 1000)


def test_without_one_nothing_is_added():
    words = Notification(title="title")
    assert streamed(words, "") is words
