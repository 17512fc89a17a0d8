"""What a made-up id ends with is never taken for somebody's room, number or name."""

from itertools import product

from closecall.privacy.denied import DenyList
from closecall.privacy.scanning import scan
from closecall.records.kinds import ID_LETTERS

NONE = DenyList.of((), [])


def test_no_end_of_an_id_is_taken_for_personal_data() -> None:
    # All pairs at the beginning, before the commonest kinds of end: scans find by how it begins.
    for first, second in product(ID_LETTERS, repeat=2):
        for rest in ("28", "4g", "g4", "kk"):
            made = f"nm-20261125-{first}{second}{rest}"
            path = f"records/near-misses/2026-11/{made}.yml"
            assert not scan(path, f"id: {made}\n".encode(), NONE), made


def test_the_test_would_see_it() -> None:
    assert scan("records/near-misses/2026-11/nm-20261125-rm28.yml", b"id: nm-20261125-rm28\n", NONE)
