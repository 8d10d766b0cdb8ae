"""What the book and the readme show of this package runs, in a folder with the scenario of the chapter on scenario files."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / text).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("text", "count"), [("book/src/how-to/python.md", 4), ("python/about/README.md", 1)])
def test_the_blocks_of_a_text_run(text, count, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = blocks("book/src/reference/scenario-files.md", "json")[0]
    (tmp_path / "photos.json").write_text(scenario, encoding="utf-8")
    shown = blocks(text, "python")
    assert len(shown) == count
    names = {}
    for block in shown:
        exec(compile(block, text, "exec"), names)
