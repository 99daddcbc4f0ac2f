"""The few errors that reach a user, each with the exit code of the command line."""

import os
import re
import sys
import traceback

_LONGEST_WORD, _LONGEST = 160, 1000


class RnnAnimError(Exception):
    """Something failed; the message is one line that names what, where and the remedy."""

    exit_code = 1


class InputError(RnnAnimError):
    """What the user gave is wrong: a name, a file, an option."""

    exit_code = 2


class LessonError(InputError):
    """A lesson file, preset or ``--set`` that does not describe a network."""


class CellError(LessonError):
    """A lesson whose cell there is no analysis for."""


class TalkError(InputError):
    """A file of the user's that cannot be imported.

    Parameters
    ----------
    message : str
        One line with file, line and what was raised.
    log : str, optional
        The traceback, for a file whose path the reader is then told.
    """

    def __init__(self, message: str, log: str | None = None) -> None:
        super().__init__(message, log)
        self.log = log

    def __str__(self) -> str:
        return str(self.args[0])


class RenderError(RnnAnimError):
    """A scene failed while it was built or drawn.

    Parameters
    ----------
    message : str
        One line; the scene, the beat and the path of the log are added by whoever knows them.
    """


class DiskError(RenderError):
    """The disk takes no more, or is gone: no fault of what is drawn, so that one line serves for all of it."""


class SceneError(RenderError):
    """An error inside a scene.

    Parameters
    ----------
    message : str
        One line with scene, beat and what was raised.
    log : str
        The traceback, for a file whose path the reader is then told.
    """

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message, log)
        self.log = log

    def __str__(self) -> str:
        return str(self.args[0])

    @classmethod
    def of(cls, where: str, error: BaseException) -> "SceneError":
        """Return what `error`, just caught, is to the reader."""
        reason = " ".join(text_of(error).split()) or "no message"
        if isinstance(error, SystemExit):
            reason = f"{reason}, which ends the program before anything is drawn"
        log = "".join(traceback.format_exception(error))
        return cls(f"{where}: {type(error).__name__}: {reason}", log)


def text_of(error: BaseException) -> str:
    """Return the message of an error, whose class may be a talk's and unable to say it."""
    try:
        return str(error)
    except Exception:
        return "its message cannot be read"


def cut(message: str) -> str:
    r"""Return a message as one line; of a long value that it repeats the two ends stay.

    >>> cut(f"{'9' * 5000} is\ntoo large") == f"{'9' * 80}…{'9' * 80} is too large"
    True
    """
    line = re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", lambda word: _ends(word[0], _LONGEST_WORD), " ".join(message.split()))
    return line if len(line) <= _LONGEST else _ends(line, _LONGEST)


def _ends(text: str, length: int) -> str:
    return f"{text[: length // 2]}…{text[-length // 2 :]}"


def name_of(kind: type) -> str:
    """Return what a message calls a class: FILE.py:CLASS in a user's file, its name alone in the lecture."""
    file = file_of(kind)
    return kind.__name__ if file is None else f"{os.path.basename(file)}:{kind.__name__}"


def file_of(kind: type) -> str | None:
    """Return the file of a class of the user's; None for one of the lecture, or one that was typed in."""
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    return None if file is None or kind.__module__.partition(".")[0] == "rnnanim" else os.path.realpath(file)
