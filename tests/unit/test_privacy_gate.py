"""The privacy scan at the gate: nothing is read, published or repeated, unless it is allowed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from closecall.cli.main import closecall
from closecall.errors import BrokenRecordsError
from closecall.evidence import gather
from closecall.website.content import Asked, read_content
from tests.support import AS_AT, CHAIN, NM, RV, told

SAID = "Mrs Marchbanks rang 07700 900123"
CHAIN_WITH = CHAIN.put(RV, f'staff_views: "{SAID}"')
ALLOWANCE = f"""\
kind: allowance
on: 2026-03-05
rule: G36
record: {RV}
field: staff_views
looks_like: telephone number
reason: It is the number of a leaflet
by_role: quality-lead
checked_by_role: medicines-lead
review_due: 2026-10-01
"""


def test_each_hit_is_an_error_at_its_place_and_never_repeated(tmp_path: Path) -> None:
    root = CHAIN_WITH.write(tmp_path)
    for form in ("text", "json", "junit", "sarif", "github", "gitlab", "markdown"):
        done = CliRunner().invoke(closecall, ["check", str(root), "--format", form])
        assert done.exit_code == 1
        assert "G36" in done.output
        assert "Marchbanks" not in done.output
        assert "900123" not in done.output


def test_nothing_is_published(tmp_path: Path) -> None:
    with pytest.raises(BrokenRecordsError) as refused:
        read_content(CHAIN_WITH.write(tmp_path), lambda: Asked(AS_AT, "restricted"))
    assert "Marchbanks" not in str(refused.value)


def test_the_other_records_are_still_checked() -> None:
    chain = CHAIN_WITH.put(NM, "detection_method: planed check")
    found = {(t.rule, t.record) for t in told(chain.judge())}
    assert ("S02", NM) in found or ("S02", "") in found
    assert any(rule == "G36" for rule, _ in found)


def test_a_name_of_a_file_is_covered(tmp_path: Path) -> None:
    root = CHAIN.write(tmp_path)
    (root / "records/near-misses/nm-sw1a1aa-x.yml").write_text("a: [\n", encoding="utf-8")
    done = CliRunner().invoke(closecall, ["check", str(root)])
    assert "nm-*******-x.yml:1:1" in done.output
    assert "sw1a1aa" not in done.output


def test_an_allowance_answers_its_field_alone_while_it_holds(tmp_path: Path) -> None:
    allowed = CHAIN.put(RV, 'staff_views: "Leaflet 07700 900123"').add(
        "al-20260305-k3fd", ALLOWANCE
    )
    root = allowed.write(tmp_path)
    evidence = gather(root, as_at=AS_AT)
    assert not [f for f in evidence.findings if f.rule == "G36"]
    (answered,) = evidence.allowed
    assert (answered.rule, answered.record, answered.allowed_by) == ("G36", RV, "al-20260305-k3fd")
    assert "900123" not in repr(answered)
    other = allowed.put(RV, 'learning: "Ring 07700 900123"')
    (root / other.path(RV)).write_text(other.text(RV), encoding="utf-8")
    found = [f for f in gather(root, as_at=AS_AT).findings if f.rule == "G36"]
    assert [f.line for f in found] == [
        n for n, line in enumerate(other.text(RV).splitlines(), 1) if line.startswith("learning")
    ]
