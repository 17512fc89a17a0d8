"""The language server that editors start for YAML, asked over its standard input as they ask it."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

SERVER: Final = (
    Path(__file__).parents[2]
    / ".venv/node/node_modules/yaml-language-server/bin/yaml-language-server"
)
PATIENCE: Final = 30.0
"""Seconds for an answer, on a busy machine; it comes within one."""


class Editor:
    """An editor with one folder open."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, settings: Json) -> None:
        self._process = process
        self._folder = folder
        self._settings = settings
        self._said: Queue[Json] = Queue()
        self._number = 0
        Thread(target=self._listen, daemon=True).start()
        root = {"uri": folder.as_uri(), "name": "records"}
        can = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True}},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.ask("initialize", processId=None, rootUri=root["uri"], capabilities=can,
                 workspaceFolders=[root])  # fmt: skip
        self._tell("initialized")

    def open(self, path: str, text: str) -> list[Json]:
        """Open a file that may hold what is not saved yet; gives what is marked red in it."""
        uri = self._uri(path)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)
        marked: list[Json] = self._until(
            lambda said: (
                said.get("method") == "textDocument/publishDiagnostics"
                and said["params"]["uri"] == uri
            )
        )["params"]["diagnostics"]
        return marked

    def complete(self, path: str, line: int, column: int) -> dict[str, str]:
        """What is offered at a place, with the words that explain it."""
        found = self._at("textDocument/completion", path, line, column)
        return {item["label"]: _plain(item.get("documentation")) for item in found["items"]}

    def hover(self, path: str, line: int, column: int) -> str:
        """What is told where the mouse rests."""
        found = self._at("textDocument/hover", path, line, column)
        return _plain(found["contents"]) if found else ""

    def _at(self, method: str, path: str, line: int, column: int) -> Any:  # noqa: ANN401
        place = {"line": line, "character": column}
        return self.ask(method, textDocument={"uri": self._uri(path)}, position=place)

    def ask(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - as the server likes
        """Ask something, and wait for the answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": parameters})
        answer = self._until(lambda said: said.get("id") == number and "method" not in said)
        assert "error" not in answer, answer
        return answer["result"]

    def _uri(self, path: str) -> str:
        return (self._folder / path).as_uri()

    def _tell(self, method: str, **parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _until(self, wanted: Callable[[Json], bool]) -> Json:
        """The first message that is wanted; what the server asks on the way is answered."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                said = self._said.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                raise AssertionError("the language server did not answer") from None
            if wanted(said):
                return said
            if "method" in said and "id" in said:
                self._send({"id": said["id"], "result": self._answer(said)})

    def _answer(self, said: Json) -> object:
        if said["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item["section"]) for item in said["params"]["items"]]

    def _listen(self) -> None:
        assert self._process.stdout
        while head := self._process.stdout.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                head = self._process.stdout.readline()
            self._said.put(json.loads(self._process.stdout.read(length)))


def _plain(said: object) -> str:
    return str(said.get("value", "")) if isinstance(said, dict) else str(said or "")


@contextmanager
def editor(folder: Path, settings: Json | None = None) -> Iterator[Editor]:
    """Start the server for a folder.

    Args:
        folder: What is open in the editor.
        settings: As in `.vscode/settings.json`.
    """
    assert SERVER.is_file(), "`bash .ci/prepare node` installs the language server"
    process = subprocess.Popen(
        ["node", str(SERVER), "--stdio"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Editor(process, folder, _nested(settings or {}))
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream
            stream.close()


def _nested(settings: Json) -> Json:
    """Settings with dots in their names, as an editor hands them on: by their first word."""
    found: Json = {}
    for name, value in settings.items():
        if "." not in name:
            continue
        *outer, last = name.split(".")
        place = found
        for word in outer:
            place = place.setdefault(word, {})
        place[last] = value
    return found
