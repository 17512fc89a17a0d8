"""What is not taken from a file, and how it is said.

The tables here are the reference of the rules `Y..` (what stands in a file) and `F..` (files and
their names). No message repeats what stands in a file: it could be somebody's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from closecall.findings import Finding, Level

MAX_BYTES: Final = 128 * 1024
"""No record is larger; of a larger file nothing is read."""
MAX_LINE: Final = 5_000
"""Characters in a line."""
MAX_TEXT: Final = 10_000
"""Characters in one text."""
MAX_DEPTH: Final = 20
"""Lists and mappings inside each other, the record itself being the first."""
MAX_EVENTS: Final = 20_000
"""Steps of the parser, about one a key and one a value."""
MAX_MARKS: Final = 4
"""Combining marks in a row; the languages we know of need three."""
MAX_FOLDERS: Final = 20
"""Folders inside each other below `records/`."""
MAX_FILES: Final = 200_000
"""Files below `records/`: twice what a chain of homes writes in ten years."""
SHOWN: Final = 5
"""Findings of one kind in one file; the last says how many more there are."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of thing that is not taken."""

    title: str
    """Its name, as a heading."""
    what: str
    """What is wrong, in one or two sentences."""
    remedy: str
    """How to mend it."""


REFUSALS: Final[dict[str, Refusal]] = {
    "Y01": Refusal(
        "File too large",
        f"The file is larger than {MAX_BYTES // 1024} KiB. No record needs that much.",
        "Keep the answers here and leave the original in its own system.",
    ),
    "Y02": Refusal(
        "Not UTF-8",
        "The file is not saved as UTF-8, so its letters cannot be told for certain.",
        "Save it again with the encoding UTF-8.",
    ),
    "Y03": Refusal(
        "Not a record at all",
        "The file holds something other than the text of a record.",
        "Take the file out of `records/`, or write the record as text.",
    ),
    "Y04": Refusal(
        "A pointer to large file storage",
        "The file is a pointer of Git LFS; the record itself is somewhere else.",
        "Stop keeping records in Git LFS, and commit the record itself.",
    ),
    "Y05": Refusal(
        "Conflict not settled",
        "Two versions of the record were being merged, and the marks of the conflict are still"
        " in the file.",
        "Choose what is right from both versions and delete the lines with the marks.",
    ),
    "Y06": Refusal(
        "Control character",
        "There is a control character, which has no place in a text.",
        "Delete the character.",
    ),
    "Y07": Refusal(
        "Line end that is not one",
        "There is a character that some programs take for the end of a line and others do not,"
        " so the file could be read in two ways.",
        "Replace the character by an ordinary line end or a space.",
    ),
    "Y08": Refusal(
        "Character that changes the direction of writing",
        "There is a character that cannot be seen and makes the text look different from what"
        " it is.",
        "Delete the character; Arabic or Hebrew text needs none.",
    ),
    "Y09": Refusal(
        "Character that cannot be seen",
        "There is a character that cannot be seen.",
        "Delete the character; retyping the words around it is the easiest way.",
    ),
    "Y10": Refusal(
        "Not a character",
        "There is a code that stands for no character.",
        "Delete it.",
    ),
    "Y11": Refusal(
        "Marks piled up",
        f"There are more than {MAX_MARKS} accents or marks on one letter.",
        "Keep the marks that the language needs.",
    ),
    "Y12": Refusal(
        "Tab in front of a line",
        "The line begins with a tab; how far it is indented cannot be told.",
        "Use spaces in front of the line.",
    ),
    "Y13": Refusal(
        "Line too long",
        f"The line is longer than {MAX_LINE:,} characters.",
        "Break it: put `>` after the field's name and the text on the lines below, indented.",
    ),
    "Y14": Refusal(
        "Text too long",
        f"The text is longer than {MAX_TEXT:,} characters.",
        "Write what matters here and say in `source_ref` where the rest is.",
    ),
    "Y15": Refusal(
        "Nested too deep",
        f"Lists and groups stand inside each other more than {MAX_DEPTH} deep.",
        "No record needs that: look for brackets that are opened and not closed.",
    ),
    "Y16": Refusal(
        "Too many values",
        "The file holds more fields and values than any record needs.",
        "Split it into several records.",
    ),
    "Y17": Refusal(
        "Anchor or alias",
        "A value begins with `&` or `*`. YAML takes these signs for references inside the file,"
        " and records use none.",
        "If it is meant as text, put it in quotes; otherwise write the value out.",
    ),
    "Y18": Refusal(
        "Tag",
        "A value begins with `!`. YAML takes this sign for a command, and records use none.",
        "If it is meant as text, put it in quotes; otherwise delete the word with the `!`.",
    ),
    "Y19": Refusal(
        "Merge key",
        "The field `<<` would copy fields from elsewhere, and records use none.",
        "Write the fields out.",
    ),
    "Y20": Refusal(
        "Directive",
        "A line begins with `%`. YAML takes it for an instruction to the reader, and records use"
        " none.",
        "Delete the line, or put the text in quotes.",
    ),
    "Y21": Refusal(
        "More than one record in a file",
        "A second record begins in this file. One file holds one record.",
        "Put it into a file of its own, or delete the line `---`.",
    ),
    "Y22": Refusal(
        "Empty file",
        "There is nothing in the file.",
        "Write the record, or delete the file.",
    ),
    "Y23": Refusal(
        "Not a list of fields",
        "The file does not hold fields with values.",
        "Write each answer as `field: value`, beginning with `kind:`.",
    ),
    "Y24": Refusal(
        "Field name that is not a word",
        "The name of a field is a number, a truth value, empty, or a list.",
        "Use the field's own name; where a number or `true` is meant as a name, put it in quotes.",
    ),
    "Y25": Refusal(
        "Field written twice",
        "The same field is written twice, so one of the two would be lost.",
        "Keep one of the two.",
    ),
    "Y26": Refusal(
        "Cannot be read",
        "The file cannot be read from here on.",
        "Compare the line and the one before it with a record that works; put text that holds"
        " signs such as `:` `#` `[` `{` in quotes.",
    ),
}
"""Every reason for which the text of a record is not read, by the rule of its finding."""

FILE_REFUSALS: Final[dict[str, Refusal]] = {
    "F01": Refusal(
        "Link instead of a file",
        "This is a link to somewhere else. Records are read from `records/` alone.",
        "Put the file itself here.",
    ),
    "F02": Refusal(
        "Neither file nor folder",
        "This is neither a file nor a folder, so nothing can be read from it.",
        "Take it out of `records/`.",
    ),
    "F03": Refusal(
        "Folder named like a record",
        "This is a folder, but its name ends like the name of a record.",
        "Rename the folder; a record is a file.",
    ),
    "F04": Refusal(
        "File too large",
        f"The file is larger than {MAX_BYTES // 1024} KiB, so it was not opened.",
        "Keep the answers here and leave the original in its own system.",
    ),
    "F05": Refusal(
        "Ending other than .yml",
        "The name of a record ends in `.yml`; this ending is another spelling of it.",
        "Rename the file so that it ends in `.yml`.",
    ),
    "F06": Refusal(
        "File that is no record",
        "Only records and `.gitkeep` belong into `records/`, and this file is neither.",
        "Move the file out of `records/`.",
    ),
    "F07": Refusal(
        "Name of a record",
        "The name of a record begins with a letter, has 3 to 64 small letters, digits and"
        " hyphens, and ends in `.yml`.",
        "Rename the file.",
    ),
    "F08": Refusal(
        "Reserved name",
        "This name has another meaning on some computers or on the site.",
        "Choose another name.",
    ),
    "F09": Refusal(
        "Two names that are one",
        "Some computers cannot tell two names in this folder apart, so one of the files would be"
        " lost there.",
        "Keep one of the two, or rename it.",
    ),
    "F10": Refusal(
        "Name of a folder",
        "The name of a folder begins with a small letter or a digit and has only small letters,"
        " digits and hyphens.",
        "Rename the folder; until then nothing in it is read.",
    ),
    "F11": Refusal(
        "Folder of no kind",
        "This folder belongs to no kind of record, so nothing in it is read.",
        "Move the records into the folder of their kind.",
    ),
    "F12": Refusal(
        "Record in no folder",
        "A record lies in the folder of its kind, and this one lies beside the folders.",
        "Move it into the folder of its kind.",
    ),
    "F13": Refusal(
        "Cannot be opened",
        "The computer does not let us open this.",
        "Look at who may read it, and whether it is still there.",
    ),
    "F14": Refusal(
        "Folders nested too deep",
        f"Folders stand inside each other more than {MAX_FOLDERS} deep.",
        "Put the records higher up: a folder for the kind and one for the month are enough.",
    ),
    "F15": Refusal(
        "Too many files",
        f"There are more than {MAX_FILES:,} files in `records/`; the rest was not read.",
        "Keep the records of different providers in repositories of their own.",
    ),
    "F16": Refusal(
        "Kind and folder disagree",
        "The record says that it is of one kind, and it lies in the folder of another.",
        "Move the file, or correct `kind`.",
    ),
    "F17": Refusal(
        "Beginning of the name",
        "The name does not begin as the names of this kind do.",
        "Rename the file.",
    ),
    "F18": Refusal(
        "Id and name disagree",
        "The record's `id` is not the name of its file.",
        "Delete `id` (the file's name is taken), or rename the file.",
    ),
    "F19": Refusal(
        "Id used twice",
        "Two records have the same id.",
        "Rename the newer one; an id is never used twice, whatever the kind.",
    ),
    "F20": Refusal(
        "Git would keep other bytes",
        "Git keeps these records otherwise than they lie here, so what is checked is not what is"
        " committed or exported.",
        "Add as the last line of the file: `records/** -text -ident -filter -export-ignore"
        " -export-subst !working-tree-encoding`.",
    ),
    "F21": Refusal(
        "File that may be run",
        "This file is marked as a program, and a record is none.",
        "Take the mark away: `chmod -x` and the name of the file.",
    ),
}
"""Every reason for which a file is not taken as a record, by the rule of its finding."""


def nearest(said: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none comes near.

    The comparison takes the square of the lengths, so a longer text is not compared at all.
    """
    if len(said) > _COMPARED:
        return ""
    near = get_close_matches(said, known, n=1)
    return near[0] if near else ""


_COMPARED: Final = 100


class Refused:
    """Collects what is wrong with one file: the first few of each kind, and how many more."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Finding] = []
        self._count: dict[str, int] = {}

    @property
    def any(self) -> bool:
        """Whether something has been noted."""
        return bool(self._found)

    def full(self, rule: str) -> bool:
        """Whether more of this rule would only be counted, so that its place does not matter."""
        return self._count.get(rule, 0) >= SHOWN

    def add(self, rule: str, line: int, column: int, message: str = "", remedy: str = "") -> None:
        """Note something at a place; the words of the table are used where none are given."""
        self._count[rule] = self._count.get(rule, 0) + 1
        if self._count[rule] > SHOWN:
            return
        refusal = REFUSALS[rule]
        self._found.append(
            Finding(
                rule=rule,
                level=Level.ERROR,
                path=self._path,
                message=message or refusal.what,
                remedy=remedy or refusal.remedy,
                line=line,
                column=column,
            )
        )

    def findings(self) -> tuple[Finding, ...]:
        """Everything noted, by place in the file."""
        last = {finding.rule: index for index, finding in enumerate(self._found)}
        for rule, index in last.items():
            more = self._count[rule] - SHOWN
            if more > 0:
                finding = self._found[index]
                self._found[index] = replace(
                    finding, message=f"{finding.message} There are {more} more like this."
                )
        return tuple(sorted(self._found, key=lambda f: (f.line, f.column, f.rule)))
