"""Measure files: series, tests and dated cases in JSON, answered with the functions of closecall.

The format is described in docs/reference/measure-files.md.
"""

from closecall.analysis.measure_files.answer import answer

__all__ = ["answer"]
