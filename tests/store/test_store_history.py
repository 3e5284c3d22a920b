"""What happened, read back of one player: what is about them, and what names them beside others."""

import msgspec
import pytest
from store_world import fact

from watcher.news import families
from watcher.store import facts, history

SAMPLES = {kind: sample for family in families().values() for kind, sample in getattr(family, "SAMPLES", {}).items()}


def sample(kind):
    """A sample of a kind as the store keeps it, of a subject that is nobody."""
    written = msgspec.json.encode(SAMPLES[kind]).decode()
    return fact(f"{kind}/1") | {"kind": kind, "subject": f"bancho/of/{kind}", "facts": written}


@pytest.mark.parametrize(
    ("kind", "user", "found"),
    [
        ("rank_change", "bancho/user/2", True),
        ("goal_reached", "bancho/user/2", True),
        ("overtook", "bancho/user/2", True),
        ("overtook", "bancho/user/3", True),
        ("group_summary", "bancho/user/3", True),
        ("medal", "bancho/user/2", True),
        ("rank_change", "bancho/user/3", False),
        ("rank_change", "bancho/user/75", False),
        ("top_play", "bancho/user/75", False),
        ("group_summary", "bancho/user/30", False),
        ("group_summary", "elsewhere/user/3", False),
    ],
)
def test_what_names_a_player(kind, user, found, tx):
    facts.add(tx, [sample(kind)])
    assert [each.kind for each in history.events(tx, users=[user])] == [kind] * found


def test_what_is_about_a_player_whom_its_facts_do_not_name(tx):
    facts.add(tx, [sample("gap") | {"subject": "bancho/taiko/2"}])
    assert len(history.events(tx, users=["bancho/user/7", "bancho/user/2"])) == 1
