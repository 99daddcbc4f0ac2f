"""The few errors that reach a user, each with the exit code of the command line."""


class RnnAnimError(Exception):
    """Something failed; the message is one line that names what, where and the remedy."""

    exit_code = 1


class InputError(RnnAnimError):
    """What the user gave is wrong: a name, a file, an option."""

    exit_code = 2


class LessonError(InputError):
    """A lesson file, preset or ``--set`` that does not describe a network."""


class RenderError(RnnAnimError):
    """A scene failed while it was built or drawn.

    Parameters
    ----------
    message : str
        One line; the scene, the beat and the path of the log are added by whoever knows them.
    """
