"""The schemas taken apart: fields, links, days and code lists."""

import subprocess
import sys
from pathlib import Path

import pytest

from closecall.errors import ClosecallError
from closecall.records.kinds import KINDS
from closecall.validation import schemas as module
from closecall.validation.schemas import Field, Schemas, load_schemas

SCHEMAS = load_schemas()


def by_path(kind: str) -> dict[tuple[str, ...], Field]:
    found: dict[tuple[str, ...], Field] = {}
    waiting = list(SCHEMAS.fields(kind))
    while waiting:
        this = waiting.pop()
        found[this.path] = this
        waiting += this.fields
    return found


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_has_words_for_every_field(kind: str) -> None:
    assert SCHEMAS.schema(kind)["title"]
    fields = by_path(kind)
    assert ("kind",) in fields
    for field in fields.values():
        assert field.title, field.path
        assert field.description, field.path
        assert field.examples, field.path
        assert field.types, field.path


def test_fields_come_in_the_order_in_which_they_are_asked() -> None:
    names = [field.name for field in SCHEMAS.fields("near_miss")]
    assert names == list(SCHEMAS.schema("near_miss")["properties"])


def test_a_field_tells_what_its_own_schema_and_the_shared_one_say() -> None:
    fields = by_path("near_miss")
    detected = fields["detected",]
    assert detected.required
    assert detected.day_type == "moment"
    assert detected.types == {"string"}
    assert detected.title != SCHEMAS.file("common.json")["$defs"]["moment"]["title"]
    domain = fields["domain",]
    assert domain.list_id == "domain"
    assert "medicines" in domain.choices
    assert domain.types == {"array"}
    worst = fields["harm_potential", "worst"]
    assert worst.required
    assert worst.choices[-1] == "unknown"
    source = fields["source_ref",]
    assert source.types == {"object", "string"}
    assert source.choices == ("not yet",)
    assert [field.name for field in source.fields][:2] == ["log", "locator"]
    assert not fields["source_ref", "locator"].required, "only where it is not `not yet`"


def test_links_are_found_wherever_they_stand() -> None:
    links = {link.path: link for link in SCHEMAS.references("near_miss")}
    assert links["service",].kinds == ("service",)
    assert links["prevented_by", "*", "control"].words == ("none",)
    assert links["prevented_by", "*", "by_role"].kinds == ("role",)
    assert links["repeat_of",].kinds == ("near_miss",)
    assert ("immediate_action", "by_role") in links


def test_days_and_moments_are_found_wherever_they_stand() -> None:
    assert ("detected",) in SCHEMAS.moments("near_miss")
    assert ("amendments", "*", "on") in SCHEMAS.days("near_miss")
    assert ("period", "from") in SCHEMAS.days("activity")
    assert ("detected",) not in SCHEMAS.days("near_miss")


def test_code_lists_have_their_source() -> None:
    lists = SCHEMAS.lists
    assert list(lists) == sorted(lists)
    harm = lists["harm-physical"]
    assert harm.title
    assert harm.source
    assert [item.more["level"] for item in harm.items] == [0, 1, 2, 3, 4]
    assert harm.items[1].id == "low-physical-harm"
    assert all(code_list.items for code_list in lists.values())


def test_default_limits_come_along() -> None:
    assert SCHEMAS.policy_defaults["thresholds"]


def test_a_kind_without_a_schema_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClosecallError, match=r"audit\.json"):
        Schemas(tmp_path).schema("audit")


def test_an_installation_without_schemas_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "__file__", str(tmp_path / "closecall/validation/schemas.py"))
    with pytest.raises(ClosecallError, match="not part of this installation"):
        load_schemas()


def test_the_schemas_of_the_package_go_before_those_of_a_tree_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "generator/closecall"
    for folder, title in ((package / "_schemas", "ours"), (tmp_path / "schemas", "theirs")):
        folder.mkdir(parents=True)
        (folder / "common.json").write_text(f'{{"title": "{title}"}}')
    monkeypatch.setattr(module, "__file__", str(package / "validation/schemas.py"))
    assert load_schemas().file("common.json") == {"title": "ours"}


def test_checking_a_sound_record_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from closecall.records.reading import Document\n"
        "from closecall.validation.schemas import load_schemas\n"
        "from closecall.validation.shape import check_shape\n"
        "data = {'kind': 'role', 'title': 'Senior carer', 'body': False}\n"
        "read = Document(path='x', kind='role', stem='senior-carer', data=data, blob='')\n"
        "assert check_shape(read, load_schemas())[1] == ()\n"
        "print({'jsonschema', 'referencing', 'mkdocs', 'jinja2', 'click'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"set()\n"


def test_a_review_is_asked_for_the_details_of_its_areas() -> None:
    def keys(domains: list[str], service_type: str) -> list[str]:
        return [one.key for one in SCHEMAS.needed_details(domains, service_type)]

    assert keys(["medicines"], "homecare") == ["medicine_class"]
    assert keys(["staffing", "call monitoring"], "homecare") == ["visit_priority"]
    assert keys(["staffing"], "care home without nursing") == []
    assert keys(["environmental safety"], "care home without nursing") == [
        "equipment_type",
        "fire_route",
    ]
    assert keys(["safeguarding"], "homecare") == []


def test_an_item_has_its_own_dates_or_those_of_its_list() -> None:
    one = SCHEMAS.lists["cqc-qs-34"]
    assert one.dates_of(one.items[0]) == ("2024-01-01", "")
    assert one.is_framework
    draft = SCHEMAS.lists["cqc-kloe-24-draft"]
    assert (draft.valid_from, draft.published) == ("", "2026-03-24")
    assert [f.id for f in SCHEMAS.frameworks] == [
        "cqc-kloe-24-draft",
        "cqc-qs-34",
        "cqc-regulation",
    ]
