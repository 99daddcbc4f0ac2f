"""The command line with its sources held still, so that tests which draw do not mind who edits them meanwhile.

A film's worker notices by itself when the sources are no longer those that were planned with; here they always are.
`conftest.py` does the same inside of pytest; a test that starts a process runs this file in place of ``-m rnnanim``.
"""

import sys

COMMAND = [sys.executable, __file__]


def key(scene):
    """Stand in for the digest of the sources of a scene: those of a user's file alone may change."""
    from rnnanim import catalog

    file = catalog.source(scene)
    return f"{scene} as it was when the tests began" if file is None else file.read_text(encoding="utf-8")


def hold(patch=setattr):
    """Let jobs, here and in the workers, be made from the same sources."""
    from rnnanim.render import keys, local

    patch(keys, "scene_key", key)
    patch(local, "work", work)


def dask_setup(worker):
    """Hold them in a worker of Dask that is told to load this module."""
    hold()


def work(*arguments):
    """Do what a worker does."""
    from rnnanim.render import keys
    from rnnanim.render.local import work

    keys.scene_key = key
    work(*arguments)


if __name__ == "__main__":
    from rnnanim.cli import signals

    signals.end_at_once()  # as rnnanim.__main__ does
    import steady

    from rnnanim.cli.main import main

    steady.hold()
    main()
