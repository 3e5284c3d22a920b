"""What the pages show is what happens: each example runs, and prints what stands below it."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from faulty import Faulty, Reply
from rows import BEATMAP, BEST, USER

DOCS = Path(__file__).parents[3] / "docs"
ANSWERS = {
    "/api/get_user": [Reply(body=[USER])],
    "/api/get_user_best": [Reply(body=[BEST])],
    "/api/get_beatmaps": [Reply(body=[BEATMAP])],
    "/api/get_scores": [Reply(401, {"error": "Please provide a valid API key."})],
}
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
EXAMPLES = [
    pytest.param(code, printed, id=f"{page}-{number}")
    for page in ("osu-v1.md", "coming-from-osuapi.md")
    for number, (code, printed) in enumerate(EXAMPLE.findall((DOCS / page).read_text()))
]


def on(url, code):
    """The example, asking our server instead of the real ones."""
    code = re.sub(r'base_url="[^"]*", ', "", code)
    return re.sub(r"connector=", f"base_url={url + '/api'!r}, connector=", code)


@pytest.mark.parametrize(("code", "printed"), EXAMPLES)
def test_an_example_prints_what_the_page_says(code, printed):
    said = io.StringIO()
    with Faulty(ANSWERS) as server, contextlib.redirect_stdout(said):
        exec(compile(on(server.url, code), "example", "exec"), {"__name__": "example"})
    assert said.getvalue() == printed


def test_no_example_goes_untested():
    blocks = sum((DOCS / page).read_text().count("```python") for page in ("osu-v1.md", "coming-from-osuapi.md"))
    assert blocks == len(EXAMPLES) >= 7
