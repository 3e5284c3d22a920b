"""The log: JSON where no terminal is, everybody through one door, and no secret whatever happens."""

import io
import json
import logging
import traceback
from urllib.parse import quote

import pytest
import structlog
from click.testing import CliRunner

from watcher import log
from watcher.cli.run import command

SECRET = "hunter2-and-more"
TOKEN = "hunter2"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def heard():
    """Configure the log and answer what it wrote; afterwards it is as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield Heard()
    root.handlers, root.level = before
    structlog.reset_defaults()


class Heard:
    def begin(self, stream=None, **options):
        self.stream = stream or io.StringIO()
        redactor = log.configure(stream=self.stream, **options)
        redactor.hide([TOKEN, SECRET, "abc", ""])
        return structlog.get_logger()

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.splitlines()]


def test_where_no_terminal_is_every_line_is_json(heard):
    ours = heard.begin()
    ours.info("told", sink="phone", delivery=7)
    logging.getLogger("somebody.else").warning("%s of %s", 1, 2)
    first, second = heard.lines
    assert first.pop("timestamp").endswith("Z")
    assert first == {"event": "told", "sink": "phone", "delivery": 7, "level": "info"}
    assert (second["event"], second["logger"], second["level"]) == ("1 of 2", "somebody.else", "warning")


def test_on_a_terminal_it_is_readable(heard):
    heard.begin(Terminal()).info("told", sink="phone")
    assert "told" in heard.text
    assert "sink" in heard.text
    with pytest.raises(json.JSONDecodeError):
        json.loads(heard.text)


@pytest.mark.parametrize(("style", "stream", "is_json"), [("json", Terminal, True), ("console", io.StringIO, False)])
def test_the_style_can_be_chosen(style, stream, is_json, heard):
    heard.begin(stream(), style=style).info("told")
    assert heard.text.startswith("{") == is_json


@pytest.mark.parametrize(
    ("level", "expected"), [("debug", ["debug", "info", "error"]), ("info", ["info", "error"]), ("error", ["error"])]
)
def test_what_is_less_than_the_level_is_not_heard(level, expected, heard):
    ours = heard.begin(level=level)
    for name in ("debug", "info", "error"):
        getattr(ours, name)("x")
    assert [line["level"] for line in heard.lines] == expected


@pytest.fixture
def talkative():
    """A module of ours that may get a level of its own, and loses it afterwards."""
    name = "watcher.talkative"
    yield name
    logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("level", "own", "expected"),
    [
        ("info", "debug", {"watcher.talkative": ["debug", "info"], "watcher.other": ["info"]}),
        ("debug", "error", {"watcher.talkative": [], "watcher.other": ["debug", "info"]}),
    ],
)
def test_a_module_may_have_a_level_of_its_own(level, own, expected, heard, talkative):
    heard.begin(level=level, levels={talkative: own})
    for name in expected:
        code = "import structlog; ours = structlog.get_logger(); ours.debug('debug'); ours.info('info')"
        exec(code, {"__name__": name})  # a logger has the name of the module that asks
        assert [line["event"] for line in heard.lines] == expected[name]
        heard.stream.truncate(0)
        heard.stream.seek(0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("loud", "no level 'loud', there is debug"),
        ("httpx=debug", "no module 'httpx' of ours"),
        ("watcher.teling=debug", "there is no module 'watcher.teling'"),
        ("watcher.no.such=debug", "there is no module 'watcher.no.such'"),
    ],
)
def test_a_level_that_there_is_not_is_refused(given, said):
    ended = CliRunner().invoke(command, ["--config", "nowhere.yaml", "--log-level", given])
    assert ended.exit_code == 2
    assert said in ended.output


@pytest.mark.parametrize("name", log.QUIET)
def test_strangers_that_show_addresses_are_heard_from_warning_on(name, heard):
    heard.begin(level="debug")
    logging.getLogger(name).info("GET https://host/%s", "path")
    logging.getLogger(name).warning("trouble")
    assert [line["event"] for line in heard.lines] == ["trouble"]


class Holder:
    """Something whose picture holds a secret."""

    def __repr__(self):
        return f"<Holder {SECRET}>"


def connect():
    raise OSError(f"no way to https://host/{SECRET}/x")


def fail():
    try:
        connect()
    except OSError as error:
        raise RuntimeError(f"because of {TOKEN}") from error


def caught(say):
    try:
        fail()
    except RuntimeError:
        say()


LEAKS = {
    "a value": lambda ours, _: ours.info("x", url=f"https://host/{SECRET}"),
    "an event": lambda ours, _: ours.info(f"asked {SECRET}"),
    "a list in a dict": lambda ours, _: ours.info("x", found={"a": [1, (SECRET, {SECRET})]}),
    "a key of a dict": lambda ours, _: ours.info("x", found={SECRET: None}),
    "bytes": lambda ours, _: ours.info("x", body=SECRET.encode()),
    "an object": lambda ours, _: ours.info("x", holder=Holder()),
    "an error": lambda ours, _: ours.info("x", error=ValueError(SECRET)),
    "a traceback": lambda ours, _: caught(lambda: ours.exception("x")),
    "a stranger's message": lambda _, theirs: theirs.warning(f"asked {SECRET}"),
    "a stranger's arguments": lambda _, theirs: theirs.warning("asked %s %r", SECRET, Holder()),
    "a stranger's object": lambda _, theirs: theirs.warning(Holder()),
    "a stranger's traceback": lambda _, theirs: caught(lambda: theirs.exception("x")),
    "a stranger's stack": lambda _, theirs: theirs.warning("x %s", TOKEN, stack_info=True),
}


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
@pytest.mark.parametrize("leak", LEAKS)
def test_no_secret_is_seen_in(leak, stream, heard):
    ours = heard.begin(stream())
    LEAKS[leak](ours, logging.getLogger("somebody.else"))
    assert heard.text
    assert TOKEN not in heard.text
    assert log.HIDDEN in heard.text


def test_a_traceback_is_still_one(heard):
    ours = heard.begin()
    caught(lambda: ours.exception("broke"))
    (line,) = heard.lines
    assert "RuntimeError: because of ***" in line["exception"]
    assert "OSError: no way to https://host/***/x" in line["exception"]
    assert "in fail" in line["exception"]


def test_an_error_that_was_raised_elsewhere_can_be_logged_later(heard):
    ours = heard.begin()
    try:
        fail()
    except RuntimeError as error:
        kept = error
    ours.error("look_broke", exc_info=kept)
    assert "RuntimeError" in heard.lines[0]["exception"]
    assert traceback.format_exception(kept)[-1].strip() == f"RuntimeError: because of {TOKEN}"


def test_a_secret_that_holds_another_is_hidden_as_a_whole(heard):
    heard.begin().info("x", both=f"{SECRET} {TOKEN}")
    assert heard.lines[0]["both"] == "*** ***"


def test_what_is_too_short_to_be_a_secret_hides_nothing(heard):
    heard.begin().info("x", word="abc")
    assert heard.lines[0]["word"] == "abc"


def test_numbers_stay_numbers(heard):
    heard.begin().info("x", facts={"pp": 412.3, "count": 3, "none": None, "yes": True})
    assert heard.lines[0]["facts"] == {"pp": 412.3, "count": 3, "none": None, "yes": True}


@pytest.mark.parametrize("secret", ["ünï/ço?de&=", 'quo"te\\s', "spa ces and %"])
@pytest.mark.parametrize("written", [str, repr, json.dumps, quote, lambda text: quote(text, safe="")])
def test_a_secret_is_hidden_in_the_forms_it_takes_in_addresses_and_quotes(secret, written, heard):
    ours = heard.begin()
    log.configure(stream=heard.stream).hide([secret])
    ours.info("x", said=written(secret))
    assert heard.lines[0]["said"].strip("'\"") == "***"
