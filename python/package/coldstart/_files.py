"""From what a caller gives to the file that the command reads."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union

from ._errors import ScenarioError

#: A scenario or a study: its values, or the path of its file.
Given = Union[Mapping[str, Any], str, "os.PathLike[str]"]


def scenario_file(given: Given, folder: Path) -> Path:
    """The file of a scenario: its own, or one in this folder."""
    if not isinstance(given, Mapping):
        return Path(given)
    values = dict(given)
    if isinstance(values.get("traces"), (list, tuple)):
        values["traces"] = [_from_here(trace, "path") for trace in values["traces"]]
    return _written(values, folder / "scenario.json")


def study_file(given: Given, folder: Path) -> Path:
    """The file of a study; a scenario is one, too, if what is varied is said besides."""
    if not isinstance(given, Mapping) or "scenario" not in given:
        return scenario_file(given, folder)
    scenario = scenario_file(given["scenario"], folder)
    return _written({**given, "scenario": str(scenario.absolute())}, folder / "study.json")


def _from_here(values: Any, key: str) -> Any:
    """Paths of a file are relative to its folder; those of a dict to the folder that the program is run in."""
    if not isinstance(values, Mapping) or not values.get(key):
        return values
    return {**values, key: os.path.abspath(values[key])}


def _written(values: Mapping[str, Any], file: Path) -> Path:
    try:
        text = json.dumps(values, allow_nan=False, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise ScenarioError(f"{file.name}: {error}; write numbers, texts, lists and dicts") from error
    file.write_text(text, encoding="utf-8")
    return file


def _plain(value: object) -> Any:
    """Paths, and the numbers and arrays of numpy."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is no value of a scenario")


def setting(value: object) -> str:
    """A value as the command line has it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, allow_nan=False, ensure_ascii=False, default=_plain)
