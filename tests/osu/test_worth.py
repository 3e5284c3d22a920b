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


def estimate(file, mods=HD, mode=Mode.OSU, miss=4, lazer=False):
    """Of a play with ten bad hits and so many misses."""
    objects = rosu.Beatmap(bytes=file).n_objects if file.startswith(b"osu") else 0
    great = "perfect" if mode is Mode.MANIA else "great"
    return worth.estimate(file, mods, mode, hits={great: objects - 14, "ok": 10, "miss": miss}, combo=200, lazer=lazer)


def test_a_play_without_pp_is_estimated(file):
    objects = rosu.Beatmap(bytes=file).n_objects
    assert estimate(file, lazer=True) == pytest.approx(real(file, n300=objects - 14), abs=0.01)


@pytest.fixture(scope="module")
def holds(file):
    """The same map for osu!mania, where its first object is held."""
    lines = file.replace(b"Mode: 0", b"Mode: 3").split(b"[HitObjects]\n")
    x, y, start, _, _ = lines[1].split(b"\n")[0].split(b",")
    rest = lines[1].split(b"\n")[1:]
    first = b",".join((x, y, start, b"128", b"0", b"%d:0:0:0:0:" % (int(start) + 100)))
    return lines[0] + b"[HitObjects]\n" + b"\n".join([first, *rest])


def test_a_hold_is_judged_once_by_stable_and_twice_by_lazer(holds):
    assert estimate(holds, mode=Mode.MANIA)
    assert estimate(holds, mode=Mode.MANIA, lazer=True) is None
    assert estimate(holds, mode=Mode.MANIA, lazer=True, miss=5)


@pytest.mark.parametrize(
    "unsaid",
    [
        pytest.param({"file": b""}, id="no file"),
        pytest.param({"file": b"<html>not a map</html>"}, id="no map"),
        pytest.param({"mods": (Mod("RX"),)}, id="a mod that is not played for pp"),
        pytest.param({"mode": Mode.CATCH}, id="a mode whose objects can't be counted"),
        pytest.param({"miss": 5}, id="the file is of another version than was played"),
    ],
)
def test_what_can_not_be_estimated_is_not_said(file, unsaid):
    assert estimate(**{"file": file} | unsaid) is None
