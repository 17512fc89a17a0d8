"""For every rule there is a small change of the example that this rule finds, and no other.

Each row is what one careless commit could do to the records in `records/`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from closecall.evidence import Evidence
from closecall.rules.table import RULES
from tests.support import Chain

ROOT: Final = Path(__file__).parents[2]

# A trail that is open, reviewed, answered and watched: nothing of it is late.
RV: Final = "rv-20260820-k8dz"
NM: Final = "nm-20260818-n4yw"
CC: Final = "cc-20260901-r7fb"
MP: Final = "mp-20260907-t2nq"
MK: Final = "mk-20260913-w4sd"

AUDIT: Final = """\
kind: audit
service: rosewood-house
domain: [infection prevention]
on: 2026-09-30
type: spot check
announced: no
shifts: [Day shift]
auditor_role: quality-lead
control: ct-ppe-stock-board
sample: {n: 9, of: 9, selection: every dispenser}
criteria:
  - {what: Dispenser filled, met: 4, of: 9}
findings: Five of nine were empty and the board said that they were full.
near_misses_not_reported: 0
"""
INCIDENT: Final = """\
kind: incident
service: rosewood-house
place: Unit 1
detected: 2026-10-02 09:10
recorded: 2026-10-02 09:30
recorded_by_role: care-worker
domain: [safeguarding]
what_happened: A doubt that a visitor had spoken of waited for the next meeting.
person_affected: {relation: one, informed: yes, on: 2026-10-02}
detection_method: someone saw it
harm_actual: {physical: No physical harm}
immediate_action: {what: The council was rung, safe_now: yes}
mechanism: concern-not-passed-on
source_ref: {log: care records, locator: Entry of 2 October 2026}
"""

CARELESS: Final[Mapping[str, Callable[[Chain], Chain]]] = {
    "G01": lambda c: c.put("df-transport", "valid_to: 2026-10-01"),
    "G02": lambda c: c.edit("rr-safeguarding", "on: 2026-06-30", "on: 2025-06-30"),
    "G03": lambda c: c.drop(RV, "could_happen_again"),
    "G04": lambda c: c.drop(RV, "how_close"),
    "G05": lambda c: c.edit(
        "rv-20260304-x2pd",
        "prevention_verdict: {is: accidental",
        "prevention_verdict: {is: reliable",
    ),
    "G06": lambda c: c.put(RV, "harm_potential: {worst: unknown, reason: Hard to say}"),
    "G07": lambda c: c.put(
        "rv-20261005-h2sx", "system_factor: {none: 'No issue, nobody was affected'}"
    ),
    "G08": lambda c: c.drop(RV, "system_factor"),
    "G09": lambda c: c.put(NM, "recorded_by_role: branch-manager"),
    "G10": lambda c: c.drop(RV, "learning"),
    "G11": lambda c: c.drop(_exposure_check(c), "question"),
    "G12": lambda c: c.drop("rk-20260824-alert-gap", "why_in_profile"),
    "G13": lambda c: c.edit(
        _file(c, "governance-decisions", "nm-20260319-s6qd"),
        "decision: no-further-change-with-reason",
        "decision: escalate",
    ),
    "G14": lambda c: c.drop(CC, "staff_responsibilities"),
    "G15": lambda c: c.drop(CC, "communication"),
    "G16": lambda c: c.put("cc-20260706-h3vg", "strength: [Training]"),
    "G17": lambda c: c.drop(MP, "governance_due"),
    "G18": lambda c: c.edit(MP, "  at_most: 1\n", ""),
    "G19": lambda c: c.with_text(
        "mp-20260713-r5hc",
        c.text("mp-20260713-r5hc").replace(
            "independent_of_reporting: yes", "independent_of_reporting: no"
        ),
    ),
    "G20": lambda c: c.drop("au-20260709-g5pc", "evidence"),
    "G21": lambda c: c.without(MK),
    "G22": lambda c: c.edit(
        _file(c, "escalations", "mk-20260726-h5vd"),
        "trigger: reserve-used-up",
        "trigger: reserve-used",
    ),
    "G23": lambda c: c.edit("au-20260722-h8mk", ", covers: hand release", ""),
    "G24": lambda c: c.edit(CC, "verifier_role: quality-lead", "verifier_role: branch-manager"),
    "G25": lambda c: c.drop("gd-20260616-w5cg", "challenge"),
    "G26": lambda c: c.drop("rv-20260619-a6xn", "repeat_of"),
    "G27": lambda c: c.add("au-20260930-k4dt", AUDIT),
    "G28": lambda c: c.edit(
        "ls-20260908-b7kt",
        "service: rosewood-house, relevant: yes",
        "service: riverside-homecare, relevant: yes",
    ),
    "G29": lambda c: c.drop(RV, "feedback_to_reporter"),
    "G30": lambda c: c.drop(RV, "proportionality_reason"),
    "G31": lambda c: c.edit(
        "main", "name: silence-window, value: 182", "name: silence-window, value: 16"
    ).edit("gd-20261006-y6kp", "  - ac-rosewood-bed-days-2026q3\n", ""),
    "G32": lambda c: c.add("in-20261002-h6vk", INCIDENT),
    "G33": lambda c: c.edit(MP, "risk: rk-20260824-alert-gap", "risk: rk-20260824-alert-gaps"),
    "G34": lambda c: c.drop(RV, "external_reporting"),
    "G35": lambda c: c.put("main", "frameworks: [cqc-qs-34, cqc-regulation]"),
    "G36": lambda c: c.put(RV, "learning: Ring 07700 900123 and ask who takes the next one"),
    "G37": lambda c: c.edit(MK, "alarms-taken: 6 of 6", "alarms-taken: '6'"),
    "G38": lambda c: c.put(NM, "recorded: 2026-08-19 09:00"),
    "G39": lambda c: c.edit(
        "cc-20261002-b8nd", "action: modify", "action: temporary\ntemporary_until: 2026-10-10"
    ),
    "G40": lambda c: c.put(_survey(c), "question: Do you like the new rota?").put(
        _survey(c), "themes: [fewer answers]"
    ),
}


def _file(chain: Chain, folder: str, *words: str) -> str:
    """The id of the one record of a folder that holds some words."""
    (found,) = [
        path.rpartition("/")[2].removesuffix(".yml")
        for path, text in chain.files.items()
        if f"/{folder}/" in path and all(word in text for word in words)
    ]
    return found


def _survey(chain: Chain) -> str:
    return _file(chain, "practice-evidence", "subtype: survey", "riverside", "without a sender")


def _exposure_check(chain: Chain) -> str:
    return _file(chain, "exposure-checks", f"near_miss: {NM}")


@cache
def example() -> Chain:
    """The records of the example."""
    return Chain(
        {
            path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((ROOT / "records").rglob("*.yml"))
        }
    )


def found(evidence: Evidence) -> set[tuple[str, ...]]:
    return {(f.rule, str(f.level), f.path, f.message) for f in evidence.findings}


@cache
def before() -> frozenset[tuple[str, ...]]:
    return frozenset(found(example().judge(as_at=None)))


def test_every_rule_has_its_careless_commit() -> None:
    assert set(CARELESS) == {rule.id for rule in RULES} == {f"G{n:02}" for n in range(1, 41)}


@pytest.mark.parametrize("rule", CARELESS)
def test_one_careless_commit_is_found_by_one_rule(rule: str) -> None:
    changed = CARELESS[rule](example())
    touched = {
        p
        for p in changed.files.keys() | example().files.keys()
        if changed.files.get(p) != example().files.get(p)
    }
    assert 1 <= len(touched) <= 2, "a change as small as a commit"
    new = found(changed.judge(as_at=None)) - before()
    assert {code for code, *_ in new} == {rule}, new
