"""Processes of the tests that need not load manim one by one: they are forked from one that has.

Where nothing can be forked they are started as always. Commands that the tests start by themselves, and the workers of
those, are real ones.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from functools import cache
from multiprocessing.reduction import DupFd
from types import SimpleNamespace

PRELOADED = ["rnnanim.cli.main", "rnnanim.stage", "rnnanim.mobjects", "rnnanim.render.worker"]
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()


@cache
def context():
    """Return the context of the process that has loaded manim."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


def _start(target, *arguments, out=1, err=2, **options):
    given = (_Handle(out), _Handle(err), dict(os.environ), target, *arguments)
    return context().Process(target=_run, args=given, **options)


def _run(out, err, environment, target, *arguments):
    """Do in a forked process what a fresh one would do."""
    from rnnanim.temporary import private_folder

    os.dup2(out, 1)
    os.dup2(err, 2)
    private_folder.cache_clear()  # that of the process that was forked
    fonts = {name: value for name, value in os.environ.items() if name == "FONTCONFIG_FILE"}
    os.environ.clear()
    os.environ.update(environment | fonts)
    target(*arguments)


class _Handle:
    """An open file that crosses to another process, where it is a number."""

    def __init__(self, number):
        self.number = number

    def __reduce__(self):
        return _number_of, (DupFd(self.number),)


def _number_of(handle):
    return handle.detach()


def workers(patch=setattr):
    """Fork the workers of pools in this process."""

    def process(target, args, **options):
        return _start(target, *args, **options)

    _start_by(process, patch)


def _workers_of_a_command():
    """Fork the workers from this process, which is a forked one itself and has loaded manim."""
    from rnnanim.render.local import work

    def process(target, args, **options):  # its target would hold the sources first, as they are held here by then
        return multiprocessing.get_context("fork").Process(target=_work, args=(work, *args), **options)

    _start_by(process, setattr)


def _work(target, *arguments):
    from rnnanim.temporary import private_folder

    private_folder.cache_clear()  # that of the command
    target(*arguments)


def _start_by(process, patch):
    from rnnanim.render import local

    here = SimpleNamespace(Pipe=multiprocessing.Pipe, Process=process)
    stands_in = SimpleNamespace(get_context=lambda kind: here, parent_process=multiprocessing.parent_process)
    if CAN_FORK:
        patch(local, "multiprocessing", stands_in)


def rnnanim(*arguments, folder):
    """Run a command of rnnanim in a folder; return its exit code and what it has written, as `subprocess.run` does."""
    import steady

    words = [str(argument) for argument in arguments]
    if not CAN_FORK:
        command = [*steady.COMMAND, *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = _start(_command, words, str(folder), out=out.fileno(), err=err.fileno())
        process.start()
        process.join()
        texts = [os.pread(file.fileno(), 10**8, 0).decode() for file in (out, err)]
    return subprocess.CompletedProcess(words, process.exitcode, *texts)


def _command(words, folder):
    import steady

    from rnnanim.cli.main import main

    os.chdir(folder)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    _workers_of_a_command()
    steady.hold()
    main(words)
