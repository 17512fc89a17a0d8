"""The pipelines that we ship, and a scratch repository in which their own commands are run."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from tests.support import Chain
from tests.unit.cli.door import commit, repository
from tests.unit.git.conftest import run

Json: TypeAlias = dict[str, Any]

ROOT: Final = Path(__file__).parents[2]
READY: Final = ROOT / "generator" / "closecall" / "authoring" / "ready"
WORKFLOW: Final = READY / "github-check.yml"
ACTION: Final = ROOT / "action.yml"
GITLAB: Final = READY / "gitlab-ci.yml"
COMPONENT: Final = ROOT / "templates" / "check" / "template.yml"


def read(file: Path) -> Json:
    """A file of ours with one document."""
    found: Json = yaml.safe_load(file.read_text("utf-8"))
    return found


def steps(file: Path) -> dict[str, Json]:
    """The steps of the workflow or of the action, by name."""
    data = read(file)
    found = data["runs"]["steps"] if "runs" in data else data["jobs"]["check"]["steps"]
    return {step["name"]: step for step in found}


def component(**inputs: str) -> tuple[Json, Json]:
    """What the component says of itself, and the jobs that come of it."""
    head, _, body = COMPONENT.read_text("utf-8").partition("\n---\n")
    spec: Json = yaml.safe_load(head)["spec"]
    for name, about in spec["inputs"].items():
        body = body.replace(f"$[[ inputs.{name} ]]", inputs.get(name, about.get("default", "")))
    jobs: Json = yaml.safe_load(body)
    return spec, jobs


class Done(NamedTuple):
    """How a step ended."""

    code: int
    out: str
    err: str
    seconds: float


def bash(script: str, folder: Path, environment: Mapping[str, str]) -> Done:
    """Run a step as the runners do, with nothing of this computer but where programs are."""
    kept = {name: os.environ[name] for name in os.environ if name.startswith("PIP_")}
    for name in ("PATH", "HOME"):
        kept[name] = os.environ[name]
    begun = time.monotonic()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        check=False,
    )
    took = time.monotonic() - begun
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode(), took)


def make_wheel(folder: Path) -> Path:
    """The wheel of this tree."""
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


class Remote:
    """A bare repository with a main branch, to which pull requests are sent."""

    def __init__(self, folder: Path, base: Chain, *, main: str = "main") -> None:
        self.folder = folder
        self.main = main
        self.bare = folder / "remote.git"
        self.desk = folder / "desk"
        self.git = repository(self.desk)
        run(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        self.git("remote", "add", "origin", str(self.bare))
        self.git("checkout", "--quiet", "-B", main)
        commit(self.git, self.desk, base)
        self.git("push", "--quiet", "origin", f"HEAD:refs/heads/{main}")

    def pull_request(self, change: Chain, files: Mapping[str, str] | None = None) -> Path:
        """Send a change; gives the folder into which the runner fetched it with its base."""
        self.git("checkout", "--quiet", "-B", "change", self.main)
        for path, text in (files or {}).items():
            file = self.desk / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        commit(self.git, self.desk, change)
        self.git("checkout", "--quiet", "-B", "merge", self.main)
        self.git("merge", "--quiet", "--no-ff", "-m", "m", "change")
        self.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/1/merge")
        self.git("checkout", "--quiet", self.main)
        fetched = self.folder / f"work-{len(list(self.folder.iterdir()))}"
        fetched.mkdir()
        run(fetched, "init", "--quiet", "--initial-branch=none", ".")
        run(fetched, "remote", "add", "origin", str(self.bare))
        run(
            fetched,
            *("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"),
            "+refs/pull/1/merge:refs/remotes/pull/1/merge",
        )
        run(fetched, "checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge")
        return fetched


class Host:
    """The part of a code host that keeps comments, on this computer alone."""

    def __init__(self) -> None:
        self.comments: list[Json] = []
        self.asked: list[tuple[str, str, Mapping[str, str]]] = []
        self.address = ""

    def answer(self, method: str, path: str, data: Json) -> object:
        """As GitHub and GitLab do: a list in pages, one more, or one written anew."""
        if path.endswith("/user"):
            return {"id": 7}
        if method == "GET":
            page = int(path.rpartition("page=")[2])
            return self.comments[(page - 1) * 100 : page * 100]
        if method == "POST":
            us = {"user": {"login": "github-actions[bot]"}, "author": {"id": 7}}
            self.comments.append({"id": 1000 + len(self.comments), **us, **data})
            return self.comments[-1]
        number = int(path.rpartition("/")[2])
        (one,) = [comment for comment in self.comments if comment["id"] == number]
        one.update(data)
        return one


@contextmanager
def host() -> Iterator[Host]:
    """Start it."""
    found = Host()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.asked.append((self.command, self.path, dict(self.headers)))
            said = json.dumps(found.answer(self.command, self.path, json.loads(raw or b"{}")))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said.encode())

        do_GET = do_POST = do_PATCH = do_PUT = _any  # noqa: N815 - the names that it looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        found.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
