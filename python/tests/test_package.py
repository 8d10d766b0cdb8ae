"""What is installed: the command, its licences, its types."""

import subprocess
from importlib.metadata import files, metadata, version

from coldstart import _command


def test_the_command_is_that_of_the_package():
    command = _command.command()
    assert command == _command._installed()
    done = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    assert done.stdout == f"coldstart {version('coldstart-sim')}\n"


def test_licences_readme_and_types_are_there():
    names = {file.name for file in files("coldstart-sim")}
    assert {"LICENSE-MIT", "LICENSE-APACHE", "py.typed"} <= names
    about = metadata("coldstart-sim")
    assert about["License-Expression"] == "MIT OR Apache-2.0"
    assert about["Requires-Python"] == ">=3.9"
    assert "coldstart.run(" in about.get_payload()
