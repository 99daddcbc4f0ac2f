"""``rnnanim doctor``: what is there, and the command that installs what is not."""

from __future__ import annotations

import click

from rnnanim.cli.streams import note, say


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what rnnanim needs and finds here; ends with 1 when something is missing.

    Example: rnnanim doctor
    """
    from rnnanim.doctor import examine

    findings = examine()
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        say(f"{'ok     ' if finding.ok else 'MISSING'}  {finding.name:<{width}}  {finding.detail}")
        if finding.remedy:
            say(f"         {'':<{width}}  install: {finding.remedy}")
    missing = [finding.name for finding in findings if not finding.ok]
    if missing:
        note(f"{len(missing)} missing: {', '.join(missing)}")
        context.exit(1)
