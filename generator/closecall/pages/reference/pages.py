"""The reference: every rule, every kind of record with its fields, every code list.

Made from the tables that decide (rules, refusals, schemas, lists), so that it says what the check
does. It depends on no record.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from closecall.pages.markup import (
    BREAK,
    Cells,
    Html,
    Line,
    Lines,
    Link,
    Row,
    Table,
    exact,
    line,
    page_link,
    plain_link,
    small,
    table,
    tag,
    wide_table,
    words,
)
from closecall.pages.page import NavItem, Page
from closecall.pages.reference.fields import (
    KINDS_PATH,
    AllFields,
    Written,
    kind_path,
    least_record,
    list_path,
    together,
)
from closecall.pages.reference.rules import About, all_rules, rules_of
from closecall.pages.reference.words import OWN_DAY, SOURCE_TITLE
from closecall.pages.render import render
from closecall.pages.words import counted, listed, upper_first
from closecall.records.documents import Plain
from closecall.records.kinds import DATED, KINDS, Kind
from closecall.validation.schemas import CodeList, Schemas

NAV: Final = "reference"
INDEX: Final = "reference/index.html"
RULES_PATH: Final = "reference/rules/index.html"
LISTS_PATH: Final = "reference/lists/index.html"
_POLICY_PATH: Final = "policy/index.html"

REFERENCE_NAV: Final[tuple[NavItem, ...]] = (
    NavItem(title="Fields, rules and lists", path=INDEX, key=NAV),
)
"""What the side navigation lists of it."""

_CLASS: Final = "reference"
_HERE: Final = Link("Fields, rules and lists", INDEX)


def reference_pages(schemas: Schemas) -> tuple[Page, ...]:
    """Every page of the reference, in the order of its path."""
    book = AllFields(schemas)
    pages = [
        _index_page(schemas),
        _rules_page(),
        _kinds_page(book),
        *(_kind_page(kind, book) for kind in KINDS),
        _lists_page(schemas),
        *(_list_page(one, book) for one in schemas.lists.values()),
    ]
    return tuple(sorted(pages, key=lambda page: page.path))


def _anchor(rule: str) -> str:
    return f"cc-{rule}"


def _page(
    path: str, title: str, description: str, template: str, values: Callable[[], Mapping[str, Any]]
) -> Page:
    return Page(
        path=path,
        title=title,
        description=description,
        page_class=_CLASS,
        draw=lambda: render(template, path, {**_frame(path, title), **values()}),
        nav=NAV,
    )


def _frame(path: str, title: str) -> Mapping[str, Any]:
    """What every page of the reference has: the way to it, and its name."""
    trail = [Link("Overview", "index.html"), *([_HERE] if path != INDEX else [])]
    if path.startswith(("reference/kinds/", "reference/lists/")):
        above, _, rest = path.removeprefix("reference/").partition("/")
        if rest != "index.html":
            name = {"kinds": "Kinds of record", "lists": "Lists"}[above]
            trail.append(Link(name, f"reference/{above}/index.html"))
    return {"trail": trail, "here": (words(title),), "title": title}


# --- What is here --------------------------------------------------------------------------------


def _index_page(schemas: Schemas) -> Page:
    return _page(
        INDEX,
        _HERE.text,
        "What a record may say, what is checked, and which words can be chosen.",
        "reference_index.html.j2",
        lambda: {"tasks": _tasks(schemas)},
    )


def _tasks(schemas: Schemas) -> tuple[tuple[Link, str], ...]:
    rules = len(all_rules())
    return (
        (
            Link("Kinds of record", KINDS_PATH),
            f"{len(KINDS)} kinds: what each may say, what it must say, and how its file is called",
        ),
        (
            Link("Rules", RULES_PATH),
            f"{rules} rules: what each asks, why, and how to mend what it finds",
        ),
        (
            Link("Lists", LISTS_PATH),
            f"{len(schemas.lists)} lists of words to choose from, and where they come from",
        ),
        (
            Link("Limits", _POLICY_PATH),
            "The numbers that decide when something is late, and who approved them",
        ),
    )


# --- Rules ---------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """One rule, as the page shows it."""

    code: str
    title: str
    levels: tuple[str, ...]
    rows: tuple[Row, ...]


class _Group(NamedTuple):
    """Rules of one sort."""

    letter: str
    title: str
    about: str
    entries: tuple[_Entry, ...]


def _rules_page() -> Page:
    return _page(
        RULES_PATH,
        "Rules",
        "Every rule that a record is checked by: what it asks, why, and how to mend what it finds.",
        "reference_rules.html.j2",
        lambda: {"groups": _groups(), "source": SOURCE_TITLE, "anchor": _anchor},
    )


def _groups() -> tuple[_Group, ...]:
    return (
        _Group(
            "G",
            "What evidence must hold",
            "The gate. It looks at records together: whether the trail of a near miss is whole, in"
            " time, and carries what it claims. Where something that a rule rests on is already"
            " found wrong, the rule is silent, and the check says how many more it hides.",
            tuple(map(_entry, rules_of("G"))),
        ),
        _Group(
            "S",
            "The shape of a record",
            "Each record is held against the fields of its kind. These rules are ours: they come"
            " from no sentence of the article.",
            tuple(map(_entry, rules_of("S"))),
        ),
        _Group(
            "F",
            "Files and their names",
            "One file is one record, and its name is the record’s id for ever. So a name has to"
            " mean the same on every computer, and nothing is passed over in silence. These rules"
            " are ours.",
            tuple(map(_entry, rules_of("F"))),
        ),
        _Group(
            "Y",
            "What stands in a file",
            "A record is read in one way only, by people and by programs. What could be read in two"
            " ways, hides something, or is larger than any record is not taken. These rules are"
            " ours.",
            tuple(map(_entry, rules_of("Y"))),
        ),
    )


def _entry(about: About) -> _Entry:
    return _Entry(
        about.code,
        about.title,
        about.levels,
        tuple(Row(term, tuple(map(_marked, texts))) for term, texts in about.rows),
    )


def _marked(text: str) -> Line:
    """A sentence in which what stands in backticks is drawn as something to type."""
    return tuple(
        exact(part) if number % 2 else words(part)
        for number, part in enumerate(text.split("`"))
        if part
    )


# --- Kinds ---------------------------------------------------------------------------------------


def _kinds_page(book: AllFields) -> Page:
    return _page(
        KINDS_PATH,
        "Kinds of record",
        "Every kind of record, where its files lie, and what every record may say.",
        "reference_kinds.html.j2",
        lambda: {
            "kinds": _kinds_table(book),
            "fields": _fields("Fields of every record", book.everywhere()),
        },
    )


def _kinds_table(book: AllFields) -> Table:
    rows = []
    for kind in KINDS:
        begins = f"{kind.prefix}-" if kind.prefix else ""
        about = book.schemas.schema(kind.name)["description"]
        rows.append(
            (
                ((page_link(Link(kind.title, kind_path(kind))),),),
                ((words(about),),),
                ((_typed(f"records/{kind.folder}/"),),),
                ((_typed(begins),) if begins else (words("Any name"),),),
            )
        )
    return table("Kinds of record", ("Kind", "What it is", "Folder", "Name begins with"), rows)


def _kind_page(kind: Kind, book: AllFields) -> Page:
    return _page(
        kind_path(kind),
        f"{kind.title}: what a record says",
        book.schemas.schema(kind.name)["description"],
        "reference_kind.html.j2",
        partial(_of_kind, kind, book),
    )


def _of_kind(kind: Kind, book: AllFields) -> Mapping[str, Any]:
    """What the page of a kind says."""
    slot = book.schemas.slot(kind.name)
    own = {field.name for field in book.own[kind.name]}
    facts = (
        Row("Folder", ((_typed(f"records/{kind.folder}/"),),)),
        Row("Name of the file", (_marked(_file_name(kind)),)),
        Row("Its own day", (_marked(_own_day(kind)),)),
        Row("Can name", _kinds_line(_named_by_it(kind, book.schemas))),
        Row("Can be named by", _kinds_line(_naming_it(kind, book.schemas))),
        Row("Schema", ((_typed(f"schemas/{kind.name}.json"),),)),
    )
    return {
        "here": (words(kind.title),),
        "kind": kind,
        "about": book.schemas.schema(kind.name)["description"],
        "facts": facts,
        "together": tuple(together(slot)),
        "least": least_record(kind, book.schemas),
        "fields": _fields("Fields of this kind of record", book.of(kind)),
        "shared": tuple(name for name in book.shared_names if name not in own),
        "kinds_path": KINDS_PATH,
        "rules_path": RULES_PATH,
    }


def _fields(caption: str, fields: Iterable[Written]) -> Table:
    return wide_table(
        caption,
        ("Field", "What it says", "Must it be there?", "What may be written"),
        (_field_row(field) for field in fields),
    )


def _field_row(field: Written) -> Cells:
    first, *rest = field.what
    what = [plain_link(Link(upper_first(first.text), first.path)), *map(plain_link, rest)]
    if field.example:
        what += (BREAK, small("Example:"), words(" "), exact(field.example))
    return Cells(
        (
            line((exact(field.name), BREAK, small(field.title))),
            words(field.description),
            words(field.required),
            line(what),
        ),
        anchor=field.anchor,
    )


def _typed(text: str) -> Html:
    """Something to type, or to look for on the disk."""
    return exact(text)


def _file_name(kind: Kind) -> str:
    if kind.name in DATED:
        return (
            f"`{kind.prefix}-`, the day, and four letters or digits by chance, in the folder of"
            f" the month: `records/{kind.folder}/2026-03/{kind.prefix}-20260303-k7m2.yml`"
        )
    if kind.prefix:
        return f"`{kind.prefix}-` and a few words: `records/{kind.folder}/{kind.prefix}-….yml`"
    return f"A few words: `records/{kind.folder}/….yml`"


def _own_day(kind: Kind) -> str:
    fields = OWN_DAY[kind.name]
    if not fields:
        return "None: it holds from the beginning"
    return ", or else ".join(f"`{name}`" for name in fields)


def _named_by_it(kind: Kind, schemas: Schemas) -> tuple[Kind, ...]:
    found = {name for ref in _true_references(kind, schemas) for name in ref}
    return tuple(k for k in KINDS if k.name in found)


def _naming_it(kind: Kind, schemas: Schemas) -> tuple[Kind, ...]:
    return tuple(
        k for k in KINDS if any(kind.name in kinds for kinds in _true_references(k, schemas))
    )


def _true_references(kind: Kind, schemas: Schemas) -> Iterator[tuple[str, ...]]:
    """The kinds that each reference may mean, without those that may mean any."""
    for reference in schemas.references(kind.name):
        if len(reference.kinds) < len(KINDS) and reference.path[0] not in _ENVELOPE:
            yield reference.kinds


_ENVELOPE: Final = frozenset(
    {"recorded_by_role", "source_ref", "evidence", "withdrawn", "privacy", "public_text"}
    | {"amendments", "links"}
)
"""Fields of every record: that they name roles tells nothing of a kind."""


def _kinds_line(kinds: Sequence[Kind]) -> Lines:
    line: list[Html] = []
    for kind in kinds:
        if line:
            line.append(words(", "))
        line.append(page_link(Link(kind.title, kind_path(kind))))
    return (tuple(line) or (words("No other record"),),)


# --- Lists ---------------------------------------------------------------------------------------

_COLUMNS: Final = {
    "meaning": "Meaning",
    "key_question": "Key question",
    "group": "Group",
    "strength": "Strength",
    "value": "Number",
    "level": "Level",
    "rank": "Rank",
    "from": "From",
    "to": "To",
    "not_for": "Not for",
    "domains": "Evidence by area of care",
    "kinds": "Evidence by kind of record",
    "source": "From another source",
    "valid_from": "From",
    "valid_to": "Until",
    "superseded_by": "In its place",
    "note": "Note",
}
"""Headings of what a list may say of its items."""


def _lists_page(schemas: Schemas) -> Page:
    lists = schemas.lists
    return _page(
        LISTS_PATH,
        "Lists",
        "Every list of words that records choose from, with its source, version and licence.",
        "reference_lists.html.j2",
        lambda: {"lists": _lists_table(lists), "details": _details_table(schemas)},
    )


def _details_table(schemas: Schemas) -> Table:
    """What each area of care asks for under `details`."""
    rows = [
        (
            ((words(upper_first(area.domain)),),),
            ((_typed(one.key),), (words(one.title),)),
            ((words(one.meaning),),),
            ((words("A review" if one.needed else "Nobody"),),),
            ((words(listed(area.service_types) or "Every service"),),),
            ((_typed(one.example),),),
        )
        for area in schemas.details
        for one in area.details
    ]
    heads = ("Area of care", "Key", "What it says", "Asked of", "Services", "Example")
    return table("Details by area of care", heads, rows)


def _lists_table(lists: Mapping[str, CodeList]) -> Table:
    rows = [
        (
            ((page_link(Link(one.title, list_path(one.id))),),),
            ((words(str(len(one.items))),),),
            ((_status(one),),),
            ((words(one.source),),),
        )
        for one in sorted(lists.values(), key=lambda one: (one.title.lower(), one.id))
    ]
    return table("Lists of words", ("List", "Items", "Status", "Source"), rows)


def _status(one: CodeList) -> Html:
    return tag("t-plain" if one.status == "in force" else "t-warn", upper_first(one.status))


def _list_page(one: CodeList, book: AllFields) -> Page:
    return _page(
        list_path(one.id),
        one.title,
        f"The list {one.title}: {counted(len(one.items), 'item')}, with source and licence.",
        "reference_list.html.j2",
        partial(_of_list, one, book),
    )


def _of_list(one: CodeList, book: AllFields) -> Mapping[str, Any]:
    """What the page of a list says."""
    columns = [key for key in _COLUMNS if any(key in item.more for item in one.items)]
    items = table(
        one.title,
        ("Write", "Short key", *(_COLUMNS[key] for key in columns)),
        [
            (
                ((words(item.label),),),
                ((_typed(item.id),),),
                *(((words(_said(item.more.get(key))),),) for key in columns),
            )
            for item in one.items
        ],
    )
    asking = tuple(
        (_typed(name), words(" in "), page_link(page)) for name, page in book.asking(one.id)
    )
    rows = (
        Row("Source", ((words(one.source),),)),
        Row("Version", ((words(one.version),),)),
        Row("Licence", ((words(one.licence),),)),
        Row("Status", ((_status(one),),)),
        *_dates(one),
        *((Row("Note", ((words(one.note),),)),) if one.note else ()),
        Row("Chosen from in", asking or ((words("No field yet"),),)),
        Row("File", ((_typed(f"schemas/lists/{one.id}.json"),),)),
    )
    return {"rows": rows, "items": items}


def _dates(one: CodeList) -> tuple[Row, ...]:
    """From when to when a list holds, and where its dates come from."""
    if one.published:
        text = f"Made known on {one.published}, holds for nobody yet"
    elif one.valid_from:
        text = f"From {one.valid_from}" + (f" to {one.valid_to}" if one.valid_to else "")
    else:
        return ()
    dated = {
        "by its source": "as its source says",
        "by closecall": "the day from which closecall uses it",
    }.get(one.dated, "not confirmed")
    return (Row("In force", ((words(f"{text} ({dated})"),),)),)


def _said(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
