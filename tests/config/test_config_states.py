"""Rules about how something stands: they go where the newest takes the place of the one before, and nowhere else."""

import pytest

from watcher.catalogue import catalogue
from watcher.config import Mistakes, load

WHOLE = """
osu: {{client_id: 1, client_secret: s}}
watches:
  friends: {{players: 2, news: {news}, to: {to}}}
sinks:
  phone: ntfys://my-topic
  hook: https://hook.example/
  stream: {{kind: webhook, url: "https://hook.example/", states: true}}
  club: discord://1/token
  loud: {{url: discord://1/token, edit: false}}
  overlay: "file://{folder}/now.txt"
"""


def read(folder, to, news="[session_running, session]"):
    path = folder / "config.yaml"
    path.write_text(WHOLE.format(to=to, news=news, folder=folder))
    [watch] = load(path, catalogue(), {}).watches
    return {rule.kind: rule.to or watch.to for rule in watch.news}


def test_states_go_to_who_can_show_them_and_the_rest_to_everybody(tmp_path):
    everybody = ("phone", "hook", "stream", "club", "loud", "overlay")
    assert read(tmp_path, f"[{', '.join(everybody)}]") == {
        "session_running": ("stream", "club", "overlay"),
        "session": everybody,
    }


@pytest.mark.parametrize("news", ["[session_running]", "[session_running: {to: [loud, hook]}]"])
def test_a_state_that_nobody_can_show_is_a_mistake(tmp_path, news):
    with pytest.raises(Mistakes) as mistakes:
        read(tmp_path, "[phone, loud]", news)
    assert "watches.friends.news: session_running changes all the time, and is told only where it can" in str(
        mistakes.value
    )
