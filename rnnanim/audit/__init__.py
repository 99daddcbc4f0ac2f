"""What `rnnanim check` does: run a scene without drawing it, look at it, and hold what is seen against the rules."""

from rnnanim.audit.report import Measure, Problem, Report, Shown

__all__ = ["Measure", "Problem", "Report", "Shown"]
