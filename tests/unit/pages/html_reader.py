"""A page as a browser would take it: its text, its elements, and whether they are well nested."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = frozenset({"a", "b", "bdi", "small", "span"})
HEADINGS = frozenset({"h1", "h2", "h3"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})


@dataclass
class Seen(HTMLParser):
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "bdi":
            self.quoted.append("")
        if tag in HEADINGS:
            self.headings.append("")
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        if "bdi" not in self.open:
            self.ours.append(data)
        if HEADINGS & set(self.open):
            self.headings[-1] += data
        if "bdi" in self.open:
            self.quoted[-1] += data

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())

    @property
    def links(self) -> list[str]:
        return [href for tag, attrs in self.elements if tag == "a" and (href := attrs["href"])]

    @property
    def classes(self) -> set[str]:
        return {c for _, attrs in self.elements for c in (attrs.get("class") or "").split()}

    @property
    def ids(self) -> list[str]:
        return [i for _, attrs in self.elements if (i := attrs.get("id"))]


def see(body: str) -> Seen:
    seen = Seen()
    seen.feed(body)
    seen.close()
    if seen.open:
        seen.faults.append(f"never closed: {seen.open}")
    return seen
