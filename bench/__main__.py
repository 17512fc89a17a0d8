"""`python -m bench`: check and build, beside the floors that they are held against.

Floors, measured in the same run: **M** is `mkdocs build` of one page with the same theme; **L** is
PyYAML's C loader merely loading the same records.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Figures, measure
from bench.repository import EXAMPLE, make_repository

GOALS = {
    1_000: ("0.6 s", "2.5 M"),
    10_000: ("1.0 L, 200 MB", "20 M, 350 MB"),
}
LOAD = (
    "import pathlib, sys, yaml\n"
    "for file in sorted(pathlib.Path('records').rglob('*.yml')):\n"
    "    yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)\n"
)
VERDICTS_SIZE = 10_000
VERDICTS_GOAL = "2 s of cpu, 40 services"
VERDICTS = (
    "import json, pathlib, time\n"
    "from closecall.evidence import gather\n"
    "evidence = gather(pathlib.Path())\n"
    "start = time.process_time()\n"
    "count = len(list(evidence.measures.all_results()))\n"
    "print(json.dumps([time.process_time() - start, len(evidence.register.services), count]))\n"
)
ONE_PAGE = """\
site_name: One page
theme:
  name: material
  font: false
plugins: []
"""


def main() -> int:
    """Measure and print. Goals are printed beside the figures; a busy machine decides nothing."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000], help="records")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command")
    options = parser.parse_args()
    closecall = str(Path(sys.executable).with_name("closecall"))
    with tempfile.TemporaryDirectory(prefix="closecall-bench-") as scratch:
        top = Path(scratch)
        page = _one_page(top / "one-page", options.runs)
        _row("mkdocs build, one page (M)", page)
        _measure_example(closecall, top / "example-sites", page, options.runs)
        for size in options.sizes:
            _measure_size(closecall, top / str(size), size, page, options.runs)
    return 0


def _one_page(folder: Path, runs: int) -> Figures:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# One page\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(ONE_PAGE, encoding="utf-8")
    mkdocs = str(Path(sys.executable).with_name("mkdocs"))
    return measure([mkdocs, "build", "-q"], cwd=folder, runs=runs)


def _measure_example(closecall: str, sites: Path, page: Figures, runs: int) -> None:
    count = sum(1 for _ in (EXAMPLE / "records").rglob("*.yml"))
    print(f"\nThe example, {count} records")
    _row("check", measure([closecall, "check"], cwd=EXAMPLE, runs=runs), goal="0.6 s")
    built = measure([closecall, "build"], cwd=EXAMPLE, runs=runs, sites=sites)
    _row("build", built, ratios=f"{built.wall / page.wall:.2f} M", goal="3 M")


def _measure_size(closecall: str, folder: Path, size: int, page: Figures, runs: int) -> None:
    folder.mkdir()
    made = make_repository(folder, size)
    check_goal, build_goal = GOALS.get(size, ("", ""))
    print(f"\n{made:,} records")
    load = measure([sys.executable, "-c", LOAD], cwd=folder, runs=runs)
    _row("load with PyYAML's C loader (L)", load)
    check = measure([closecall, "check"], cwd=folder, runs=runs)
    _row("check, nothing cached", check, ratios=f"{check.wall / load.wall:.2f} L", goal=check_goal)
    _measure_verdicts(folder, size, runs)
    sites = folder.with_name(f"{size}-sites")
    build = measure([closecall, "build"], cwd=folder, runs=runs, sites=sites)
    _row("build, nothing cached", build, ratios=f"{build.wall / page.wall:.1f} M", goal=build_goal)


def _measure_verdicts(folder: Path, size: int, runs: int) -> None:
    """All verdicts, in one process that has read the records before: the least of the runs."""
    said = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", VERDICTS], cwd=folder, check=True, stdout=subprocess.PIPE
            ).stdout
        )
        for _ in range(runs)
    ]
    cpu, services, count = min(said)
    goal = f"   goal {VERDICTS_GOAL}" if size == VERDICTS_SIZE else ""
    print(
        f"  {'all verdicts':<34} {'':>9}  cpu {cpu:6.2f} s  {count:,} of {services} services{goal}",
        flush=True,
    )


def _row(name: str, figures: Figures, *, ratios: str = "", goal: str = "") -> None:
    ending = f"   goal {goal}" if goal else ""
    code = f"   EXIT {figures.code}" if figures.code else ""
    print(
        f"  {name:<34} {figures.wall:7.2f} s  cpu {figures.cpu:6.2f} s  "
        f"{figures.memory:5.0f} MB in a process  "
        f"{ratios:>8}{ending}{code}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
