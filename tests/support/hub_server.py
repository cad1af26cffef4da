"""A local HTTP server that imitates what an installation uses of the Hugging Face hub, and has its faults."""

import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REVISION = "a" * 40
NEWER = "b" * 40
LFS_FROM = 10_000  # bytes from which a file is in large-file storage
_RESOLVE = re.compile(r"^/([^/]+/[^/]+)/resolve/([^/]+)/(.+)$")
_API = re.compile(r"^/api/models/([^/]+/[^/?]+)(?:/revision/([^/?]+))?(?:\?|$)")

# A fault gets the answer's handler, the file and where to begin, and returns whether it answered.
Fault = Callable[["Handler", bytes, int], bool]


@dataclass
class Hub:
    """A repository of one commit on a server.

    Attributes:
        files: What it holds.
        faults: File name (or "api") -> faults for the next requests, one each; an empty list answers well.
        requests: (method, path, Range header) of every request.
        headers: Headers of every request.
    """

    files: dict[str, bytes]
    repo: str = "apple/tiny"
    revision: str = REVISION
    newest: str = REVISION
    gated: bool = False
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    endpoint: str = ""

    def fetched(self) -> list[str]:
        """Names of the files that were asked for, in order."""
        found = [_RESOLVE.match(path) for _, path, _ in self.requests]
        return [match[3] for match in found if match]

    def ranges(self, name: str) -> list[str]:
        """The Range headers of the requests for one file."""
        return [
            begin for _, path, begin in self.requests if path.endswith(f"/{name}") and "/cdn/" not in path
        ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error quiet."""

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, body: bool) -> None:
        hub = self.server.hub
        begin = self.headers.get("Range", "")
        hub.requests.append((self.command, self.path, begin))
        hub.headers.append({name.lower(): value for name, value in self.headers.items()})
        if match := _API.match(self.path):
            self.info(match[1], match[2] or hub.newest)
        elif match := _RESOLVE.match(self.path):
            self.file(match[1], match[2], match[3], begin, body)
        elif self.path.startswith("/cdn/"):
            self.send_part(hub.files[self.path.removeprefix("/cdn/")], begin, {})
        else:
            self.refuse(404)

    def info(self, repo: str, revision: str) -> None:
        hub = self.server.hub
        if self.faulty("api", b"{}", 0):
            return
        if repo != hub.repo or revision not in (hub.revision, hub.newest):
            self.refuse(404, {"X-Error-Code": "RevisionNotFound"})
            return
        siblings = []
        for name, content in hub.files.items():
            entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": git_sha1(content)}
            if len(content) >= LFS_FROM:
                digest = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
            siblings.append(entry)
        found = json.dumps({"id": repo, "modelId": repo, "sha": revision, "siblings": siblings}).encode()
        self.send_whole(200, found, {"Content-Type": "application/json"})

    def file(self, repo: str, revision: str, name: str, begin: str, body: bool) -> None:
        hub = self.server.hub
        content = hub.files.get(name)
        if repo != hub.repo or revision not in (hub.revision, hub.newest) or content is None:
            self.refuse(404, {"X-Error-Code": "EntryNotFound"})
            return
        start = first_byte(begin)
        if self.faulty(name, content, start):
            return
        headers = {"X-Repo-Commit": revision, "ETag": f'"{git_sha1(content)}"'}
        if len(content) >= LFS_FROM:
            # As on the hub: large files lie elsewhere.
            headers["X-Linked-Etag"] = f'"{hashlib.sha256(content).hexdigest()}"'
            headers["X-Linked-Size"] = str(len(content))
            self.send_whole(302, b"", headers | {"Location": f"{hub.endpoint}/cdn/{name}"})
        elif body:
            self.send_part(content, begin, headers)
        else:
            self.send_whole(200, b"", headers)

    def send_part(self, content: bytes, begin: str, headers: dict[str, str]) -> None:
        start = first_byte(begin)
        if not begin:
            self.send_whole(200, content, headers)
        elif start >= len(content):
            self.refuse(416)
        else:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self.send_whole(206, content[start:], headers)

    def faulty(self, name: str, content: bytes, start: int) -> bool:
        waiting = self.server.hub.faults.get(name, [])
        return bool(waiting) and waiting.pop(0)(self, content, start)

    def send_whole(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_whole(status, b"no", headers or {})

    def begin(self, content: bytes, start: int) -> None:
        """The headers of a good answer, announcing all the bytes that are due."""
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub
    done: threading.Event

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves early is part of the tests."""


def first_byte(header: str) -> int:
    """Where a Range header begins."""
    match = re.match(r"bytes=(\d+)-$", header)
    return int(match[1]) if match else 0


def drop(after: int) -> Fault:
    """Send some bytes and close the connection, though more was announced."""

    def fault(handler: Handler, content: bytes, start: int) -> bool:
        handler.begin(content, start)
        handler.wfile.write(content[start : start + after])
        handler.hang_up()
        return True

    return fault


def truncate(after: int) -> Fault:
    """Announce and send only some bytes, as if that were the file."""

    def fault(handler: Handler, content: bytes, start: int) -> bool:
        handler.send_whole(200, content[:after], {})
        return True

    return fault


def corrupt(handler: Handler, content: bytes, start: int) -> bool:
    """Flip a bit in the middle of what is sent."""
    bad = bytearray(content)
    bad[(start + len(content)) // 2] ^= 1
    handler.begin(content, start)
    handler.wfile.write(bytes(bad[start:]))
    return True


def longer(handler: Handler, content: bytes, start: int) -> bool:
    """Send the file and something after it."""
    handler.send_whole(200, content + b"more", {})
    return True


def ignore_range(handler: Handler, content: bytes, start: int) -> bool:
    """Answer a request for the rest with the whole."""
    handler.send_whole(200, content, {})
    return True


def stall(after: int) -> Fault:
    """Send some bytes, then nothing until the test is over."""

    def fault(handler: Handler, content: bytes, start: int) -> bool:
        handler.begin(content, start)
        handler.wfile.write(content[start : start + after])
        handler.wfile.flush()
        handler.server.done.wait(30)
        handler.close_connection = True
        return True

    return fault


def status(code: int, **headers: str) -> Fault:
    """Refuse with a code."""

    def fault(handler: Handler, content: bytes, start: int) -> bool:
        handler.refuse(code, {name.replace("_", "-"): value for name, value in headers.items()})
        return True

    return fault


def instead(body: bytes) -> Fault:
    """Answer with something else."""

    def fault(handler: Handler, content: bytes, start: int) -> bool:
        handler.send_whole(200, body, {"Content-Type": "application/json"})
        return True

    return fault


def git_sha1(content: bytes) -> str:
    """Git's name for a blob."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Serve ``hub`` on 127.0.0.1 and note its address in it."""
    server = Server(("127.0.0.1", 0), Handler)
    server.hub, server.done = hub, threading.Event()
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.done.set()
        server.shutdown()
        thread.join()
        server.server_close()
