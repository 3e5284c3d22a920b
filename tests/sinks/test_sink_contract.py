import inspect
from pathlib import Path

import msgspec
import pydantic
import pytest

from watcher import sinks
from watcher.clock import Clock
from watcher.notification import Message, Notification
from watcher.sinks import _json, webhook

FOLDER = Path(sinks.__file__).parent
KINDS = sinks.kinds()
DOCS = Path(__file__).parents[2] / "docs"


def test_every_file_is_a_kind():
    assert set(KINDS) == {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_keeps_the_contract(kind):
    module = KINDS[kind]
    assert isinstance(module.SCHEMES, tuple)
    assert issubclass(module.Options, pydantic.BaseModel)
    assert module.Options.model_config["extra"] == "forbid"
    assert module.Options.model_config["frozen"]
    assert module.Options.__doc__
    assert all(option.description for option in module.Options.model_fields.values())
    parameters = inspect.signature(module.open).parameters
    assert [(name, one.kind.name) for name, one in parameters.items()] == [
        ("options", "POSITIONAL_OR_KEYWORD"),
        ("name", "KEYWORD_ONLY"),
        ("clock", "KEYWORD_ONLY"),
    ]
    assert parameters["clock"].annotation is Clock


def test_no_two_kinds_claim_a_scheme_and_one_takes_the_rest():
    claimed = [scheme for module in KINDS.values() for scheme in module.SCHEMES]
    assert len(claimed) == len(set(claimed))
    assert [kind for kind, module in KINDS.items() if not module.SCHEMES] == ["apprise"]


def test_kinds_do_not_know_each_other():
    for kind in KINDS:
        source = (FOLDER / f"{kind}.py").read_text()
        for other in KINDS:
            assert f"sinks.{other}" not in source
            assert f"sinks import {other}" not in source


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_docs_tell_every_option(kind):
    page = (DOCS / "sinks.md").read_text()
    section = page.split(f"\n## `{kind}`")[1].split("\n## ")[0]
    for name, option in KINDS[kind].Options.model_fields.items():
        assert f"| `{name}` | {option.description}" in section


def test_the_example_in_the_docs_knows_a_genuine_message():
    page = (DOCS / "sinks.md").read_text()
    scope = {}
    exec(page.split("```python\n")[1].split("```")[0], scope)  # our own page
    headers = webhook.signature(b"key", "id/1", 1000, b"{}")
    assert scope["is_genuine"](headers, b"{}", b"key", now=1100)
    assert not scope["is_genuine"](headers, b"{ }", b"key", now=1100)
    assert not scope["is_genuine"](headers, b"{}", b"yek", now=1100)
    assert not scope["is_genuine"](headers, b"{}", b"key", now=2000)


def test_the_published_schema_is_what_is_sent():
    assert msgspec.json.decode((DOCS / "message.schema.json").read_bytes()) == _json.schema()


def test_a_document_reads_back():
    told = {"key": "k", "kind": "top_play", "subject": "s", "cause": "played", "happened": 1, "noticed": 2, "facts": {}}
    message = Message(key="k", notification=Notification(title="t"), told=(told,))
    document = msgspec.json.decode(_json.encode(message), type=_json.Document)
    assert document.schema == _json.VERSION
    assert msgspec.convert(document.events, tuple[_json.Told, ...])[0].kind == "top_play"
