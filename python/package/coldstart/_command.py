"""The command `coldstart`: where it is, and how it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from ._errors import ScenarioError

DISTRIBUTION = "coldstart-sim"


@lru_cache(maxsize=None)
def command() -> str:
    """The path of the command: the one that was installed with this package, or else the one in the `PATH`."""
    found = _installed() or shutil.which("coldstart")
    if found is None:
        raise ScenarioError(
            "there is no command `coldstart`: install the package again (`pip install --force-reinstall coldstart-sim`), or put the command into the PATH"
        )
    return found


def _installed() -> str | None:
    """The command among the files of this package, wherever the scripts of this Python go."""
    try:
        entries = files(DISTRIBUTION) or []
    except PackageNotFoundError:
        return None
    for entry in entries:
        if entry.name in ("coldstart", "coldstart.exe"):
            place = Path(str(entry.locate()))
            if os.access(place, os.X_OK) and place.is_file():
                return str(place.resolve())
    return None


def call(arguments: Sequence[str | os.PathLike[str]], hidden: Path) -> tuple[int, str]:
    """Runs the command; gives its exit code and what it says, where files in the folder `hidden` have no folder."""
    environment = {name: value for name, value in os.environ.items() if name != "CLICOLOR_FORCE"}
    done = subprocess.run(
        [command(), *(os.fspath(argument) for argument in arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**environment, "NO_COLOR": "1"},
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace").strip().replace(f"{hidden}{os.sep}", "")
    return done.returncode, _without_prefix(said) or _unsaid(done.returncode)


def _without_prefix(said: str) -> str:
    return said[len("error: ") :] if said.startswith("error: ") else said


def _unsaid(code: int) -> str:
    return f"coldstart was ended by signal {-code}" if code < 0 else f"coldstart ended with exit code {code}"
