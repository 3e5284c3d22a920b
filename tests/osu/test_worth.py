"""What mods make of a map, and what a play would have been worth, as far as that can be said exactly."""

import pytest

from watcher.osu import worth
from watcher.osu.nouns import Mod, Mode
from watcher.simulator import Simulator, mapfile

rosu = pytest.importorskip("rosu_pp_py", reason="the extra `pp` is not installed")
HITS = {"great": 400, "ok": 10, "miss": 4}
HD = (Mod("HD"),)


@pytest.fixture(scope="module")
def file():
    world = Simulator(depth=0).site.world
    return mapfile.text(next(row for row in world.maps.values() if row.mode == 0 and row.objects > 450)).encode()


def real(file, mods=HD, **hits):
    """What the library says of the play as it is."""
    given = [{"acronym": mod.acronym, "settings": mod.settings} for mod in mods]
    counts = {"n300": 400, "n100": 10, "misses": 4, "combo": 200} | hits
    return rosu.Performance(mods=given, lazer=True, **counts).calculate(rosu.Beatmap(bytes=file)).pp


@pytest.mark.parametrize(
    ("mods", "rate"),
    [
        ((), 1.0),
        ((Mod("HD"), Mod("DT")), 1.5),
        ((Mod("DT", {"speed_change": 1.3}),), 1.3),
        ((Mod("HT"),), 0.75),
        ((Mod("WU"),), None),
        ((Mod("QQ"),), None),
    ],
    ids=str,
)
def test_how_much_faster_it_runs(mods, rate):
    assert worth.rate(mods) == rate


def if_fc(file, pp, mods=HD, mode=Mode.OSU, hits=HITS):
    return worth.full_combo(file, mods, mode, hits=hits, combo=200, pp=pp, lazer=True)


def test_a_choke_would_have_been_worth_more(file):
    pp = real(file)
    found = if_fc(file, pp)
    assert found == pytest.approx(real(file, n300=404, misses=0, combo=None), abs=0.01)
    assert found > pp


@pytest.mark.parametrize(
    "unsaid",
    [
        pytest.param({"file": b""}, id="no file"),
        pytest.param({"file": b"<html>not a map</html>"}, id="no map"),
        pytest.param({"mods": (Mod("QQ"),)}, id="a mod nobody knows"),
        pytest.param({"mode": Mode.MANIA}, id="a mode without chokes"),
        pytest.param({"hits": {}}, id="judgements that are not told"),
        pytest.param({"pp": 5000.0}, id="osu! says something else about the play as it is"),
    ],
)
def test_what_can_not_be_said_is_not_said(file, unsaid):
    assert if_fc(**{"file": file, "pp": real(file)} | unsaid) is None


def test_stars_with_mods(file):
    assert worth.stars(b"", (Mod("NF"), Mod("CL")), Mode.OSU, 5.4) == 5.4
    assert worth.stars(b"", (Mod("DT"),), Mode.OSU, 5.4) is None
    plain = rosu.Difficulty().calculate(rosu.Beatmap(bytes=file)).stars
    assert worth.stars(file, (Mod("DT"),), Mode.OSU, plain) > plain
