import asyncio
import json
import threading

import pytest
from pydantic import ValidationError

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification
from watcher.sinks import file

WORDS = Notification(title="peppy:\nnew top play", body="727pp\x1b[0m\n#40 → #39", url="https://osu.ppy.sh/scores/1")


def send(path, words=WORDS, **options):
    sink = file.open(file.Options(path=path, **options), name="overlay", clock=VirtualClock())
    return asyncio.run(sink.send(Message(key="overlay/1", notification=words)))


def test_the_latest_message_stands_in_the_file(tmp_path):
    path = tmp_path / "now.txt"
    send(path, Notification(title="before"))
    assert send(path) == "written"
    assert path.read_text() == "peppy: new top play\n727pp\n#40 → #39\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_programs_get_json(tmp_path):
    path = tmp_path / "now.json"
    send(path, format="json")
    assert json.loads(path.read_text())["id"] == "overlay/1"


def test_a_reader_never_sees_half_a_message(tmp_path):
    path, seen, done = tmp_path / "now.txt", set(), threading.Event()

    def read():
        while not done.is_set():
            seen.add(path.read_text())

    texts = [Notification(title=letter * 200_000) for letter in "ab"]
    send(path, texts[0])
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20):
        send(path, texts[number % 2])
    done.set()
    reader.join()
    assert seen <= {words.title + "\n" for words in texts}


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    sink = file.open(file.Options(path=folder / "now.txt"), name="overlay", clock=VirtualClock())
    folder.rmdir()
    with pytest.raises(NotDelivered, match="can't be written"):
        asyncio.run(sink.send(Message(key="k", notification=WORDS)))


def test_an_address_says_the_same(tmp_path):
    assert file.Options(url=f"file://{tmp_path}/now.txt") == file.Options(path=tmp_path / "now.txt")


@pytest.mark.parametrize(
    ("path", "sentence"), [("now.txt", "from / or ~"), ("/", "folder"), ("/nowhere/at/all.txt", "does not exist")]
)
def test_a_wrong_path_says_what_would_be_right(path, sentence):
    with pytest.raises(ValidationError, match=sentence):
        file.Options(path=path)
