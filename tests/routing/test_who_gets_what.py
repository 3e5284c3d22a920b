"""`watcher check` says who gets what."""

from click.testing import CliRunner

from watcher.cli import main

CONFIG = """
osu: {client_id: 1, client_secret: s}
watches:
  friends:
    players: [mrekk]
    news: [top_play: {when: "pp >= 300"}, rank_change: {to: [log, phone]}]
    to: [phone, club]
  mates: {players: [Quillon], to: log}
sinks:
  phone: {kind: console, quiet: {from: "23:00", to: "08:30", zone: Europe/Oslo}}
  club: {kind: console, only: rank_change, digest: weekly}
  log: console
  spare: console
admin: log
"""
SAID = """\
phone, quiet 23:00–08:30 Europe/Oslo
  friends: top_play when pp >= 300, rank_change
club, one digest every week, at 09:00 UTC, takes only rank_change
  is told nothing by any watch
log, hears of the watcher itself
  friends: rank_change
  mates: the usual news
spare
  is told nothing by any watch
"""


def test_each_sink_is_listed_with_what_it_will_hear(tmp_path):
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "config.yaml").chmod(0o600)
    answered = CliRunner().invoke(main, ["check", "--offline", "-c", str(tmp_path / "config.yaml")])
    assert answered.exit_code == 0, answered.output
    said, windows = answered.output.partition("\n")[2].split("phone: ", 1)
    assert said == SAID
    assert windows.startswith("quiet ")
    assert windows.splitlines()[1].startswith("club: next digest Mon ")
