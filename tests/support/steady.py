"""The command line with its sources held still, so that tests which draw do not mind who edits them meanwhile.

A film's worker notices by itself when the sources are no longer those that were planned with; here they always are.
`conftest.py` does the same inside of pytest; a test that starts a process runs this file in place of ``-m rnnanim``.
"""

import sys

COMMAND = [sys.executable, __file__]
DIGEST = "the sources as they were when the tests began"


def hold(patch=setattr):
    """Let jobs, here and in the workers, be made from the same sources."""
    from rnnanim.render import job, local

    patch(job, "sources_digest", lambda: DIGEST)
    patch(local, "work", work)


def work(*arguments):
    """Do what a worker does."""
    from rnnanim.render import job
    from rnnanim.render.local import work

    job.sources_digest = lambda: DIGEST
    work(*arguments)


if __name__ == "__main__":
    import steady

    from rnnanim.cli.main import main

    steady.hold()
    main()
