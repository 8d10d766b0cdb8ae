"""What can go wrong."""

from __future__ import annotations

from typing import Any


class ScenarioError(Exception):
    """The command refused what it was given, and says what, where and how to mend it. Nothing was written."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        #: What the command says.
        self.message = message
        #: Its exit code: 2 for bad input; negative if a signal has ended it; None if it was not run.
        self.code = code


class RunFailed(ScenarioError):
    """A run ended early, a check failed, a run of a study failed, or a precision was not reached: there is a result all the same."""

    def __init__(self, message: str, code: int | None, result: Any) -> None:
        super().__init__(message, code)
        #: The `Result` or the `StudyResult`.
        self.result = result


class FrameError(Exception):
    """A table cannot be read: no library for it is installed, or the files of the result are gone."""
