"""The command `rnnanim`: finds the subcommand, and turns every way to end into one line and an exit code."""

from __future__ import annotations

import errno
import importlib
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from rnnanim import __version__
from rnnanim.cli import signals, streams
from rnnanim.cli.messages import fail, write_log
from rnnanim.errors import RnnAnimError

COMMANDS = {
    "list": "Every scene: title, the question it answers, beats, seconds.",
    "render": "Films of scenes, with subtitles; with --all joined into one lecture.",
    "still": "The last picture of a beat as PNG.",
    "gif": "A loop of a beat or a scene for an article.",
    "compute": "Every value that the scenes show, from the same code.",
    "check": "Run every beat without drawing and report faults of layout and of truth.",
    "storyboard": "The contact sheet: the last picture of each beat with its caption.",
    "cache": "How large the cache of clips and texts is; prunes it.",
    "doctor": "What is installed, and the command that installs what is not.",
}
"""Subcommands and what they do, so that help and `list` import none of the others."""

EPILOG = "\b\nExamples:\n  rnnanim list\n  rnnanim render GradientPaths -q m\n  rnnanim still GradientPaths --lang zh"


class Interrupted(BaseException):
    """A KeyboardInterrupt that is not of our signals; click does not know it, and writes no empty line before ours."""


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a subcommand."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"rnnanim.cli.{cmd_name}")
        return getattr(module, cmd_name, None) or module.command  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Interrupted from error

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name what is near an unknown subcommand."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from rnnanim.catalog import near

            ctx.fail(f"unknown command {args[0]!r}; {near(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rnnanim")
def cli() -> None:
    """Show why gradients vanish or explode in a recurrent network, with every number computed."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    signals.unwind()
    streams.prepare()
    try:
        code = _run(arguments)
    except BaseException as error:
        code = _ended_by(error)
    signals.rest()
    streams.finish()
    streams.close_results()
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    code = cli.main(arguments, prog_name="rnnanim", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _ended_by(error: BaseException) -> int:
    """Write the line that an error makes, and return the exit code."""
    if (stopped := signals.ending()) is not None:  # whatever the signal became on its way
        return fail(*stopped)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        streams.complain(error.format_message())
        return error.exit_code
    if isinstance(error, click.ClickException):
        return fail(_usage(error), 2)
    if isinstance(error, (Interrupted, KeyboardInterrupt, click.exceptions.Abort)):
        return fail("interrupted", 130)
    if isinstance(error, RnnAnimError):
        return fail(str(error), error.exit_code, getattr(error, "log", None))
    if isinstance(error, MemoryError):
        return fail("out of memory")
    if isinstance(error, (SystemExit, BrokenPipeError)):  # click exits, by itself, when nobody reads on
        streams.let_go(sys.__stdout__)
        return 1
    if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
        streams.let_go(sys.stdout)
        return fail(f"cannot write the output: {error.strerror}")
    return fail(f"{type(error).__name__}: {error} (this is a bug; traceback: {write_log(traceback.format_exc())})")


def _usage(error: click.ClickException) -> str:
    """Return click's message as one sentence that names the command."""
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    where = context.command_path.removeprefix("rnnanim").strip()
    return f"{where}: {message}" if where else message
