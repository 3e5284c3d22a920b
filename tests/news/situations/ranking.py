"""The first two of a country; then a third one is among them."""

from sightings import at

from watcher.osu.nouns import Ranking, RankingRow

TOP = "bancho/ranking/osu/NO/2/0"


def ranking(*ids, asked, subject=TOP, **pp):
    """These players at the places from 1 on; each has 1000 pp per id, or what is said."""
    rows = tuple(
        RankingRow(place=place, user_id=one, username=f"P{one}", pp=pp.get(f"p{one}", 1000.0 * one))
        for place, one in enumerate(ids, 1)
    )
    return Ranking(server="bancho", subject=subject, asked=at(asked), rows=rows)


FIRST = (ranking(9, 8, 7, asked=0),)
NEW = (ranking(9, 7, 8, asked=3600, p7=8500.0),)
