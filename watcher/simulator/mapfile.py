"""The file of a difficulty, as the website gives it out: objects on a beat, as many as the map has."""

from watcher.simulator.model import Difficulty


def text(row: Difficulty) -> str:
    """A file of format 14. The objects are circles in a pattern that somebody could play."""
    beat = 60_000 / row.bpm
    apart = row.length * 1000 / max(row.objects, 1)
    objects = (
        f"{64 + number * 97 % 384},{48 + number * 61 % 288},{int(1000 + number * apart)},{1 if number % 16 else 5},0"
        for number in range(row.objects)
    )
    lines = (
        "osu file format v14",
        f"[General]\nMode: {row.mode}",
        f"[Metadata]\nVersion:{row.version}\nBeatmapID:{row.id}\nBeatmapSetID:{row.set_id}",
        f"[Difficulty]\nHPDrainRate:{row.hp}\nCircleSize:{row.cs}\nOverallDifficulty:{row.od}\nApproachRate:{row.ar}",
        f"[TimingPoints]\n0,{beat:.6f},4,2,0,50,1,0",
        "[HitObjects]\n" + "\n".join(objects),
    )
    return "\n\n".join(lines) + "\n"
