"""Fetching files of one commit from the Hugging Face hub, resumed after every kind of cut.

huggingface_hub names the files, their digests and their addresses, and lends its HTTP session. The loop that
writes them is ours: version 2's `hf_hub_download` throws a part away when it fails, so that the next process
could not go on with it; its waits and time limits are fixed for the whole process; and nothing can cancel it.
"""

import errno
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.cancel import CancelToken
from app.errors import AppError
from app.inference.models.manifest import may_be_a_file

if TYPE_CHECKING:
    import httpx2

AGAIN = "Run the same command again to go on; what is here already is kept."
_SLICE = 0.1  # seconds between two looks at the cancel token while waiting
_LONGEST_WAIT = 60.0
_BUSY = (408, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class HubFile:
    """One file of a commit, as the hub describes it.

    Attributes:
        name: Its path in the repository.
        bytes: Its size.
        sha256: Its SHA-256; "" for a small file, which git keeps itself.
        git_sha1: Git's name of its content; "" for a file in large-file storage.
    """

    name: str
    bytes: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True)
class Snapshot:
    """The files of one commit."""

    revision: str
    files: tuple[HubFile, ...]


class _Passing(Exception):
    """A fault that may be over at the next attempt.

    Args:
        sentence: What to say when it is not.
        wait: Seconds the hub asked to wait, or None.
    """

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Hub:
    """The Hugging Face hub, without an account, a token or telemetry. Nothing is sent before the first call.

    Args:
        endpoint: Where it is; None for the library's own choice, which is huggingface.co.
        stall: Seconds without a byte (or a connection) that count as a stall.
        attempts: How often in a row an attempt may bring nothing before giving up.
        pause: Seconds before the second attempt; doubled each time, at most a minute.
    """

    def __init__(
        self, endpoint: str | None = None, *, stall: float = 30.0, attempts: int = 5, pause: float = 1.0
    ) -> None:
        self._endpoint = endpoint
        self._stall = stall
        self._attempts = attempts
        self._pause = pause

    def snapshot(self, repo: str, revision: str, cancel: CancelToken) -> Snapshot:
        """The files of a commit.

        Args:
            repo: Repository, such as "apple/FastVLM-0.5B".
            revision: Full commit; "" for the newest, whose commit the answer names.
            cancel: Looked at between attempts.

        Raises:
            AppError: The hub does not answer, or does not have it.
            Cancelled: The token was raised.
        """
        attempt = 0
        while True:
            cancel.check()
            try:
                with self._faults(repo):
                    return self._ask(repo, revision)
            except _Passing as fault:
                attempt += 1
                self._wait(attempt, fault, cancel)

    def fetch(
        self,
        repo: str,
        revision: str,
        file: HubFile,
        part: Path,
        cancel: CancelToken,
        on_bytes: Callable[[int], None],
    ) -> None:
        """Bring ``part`` to the file's full size, beginning with what it holds already. Checks no digest.

        Args:
            repo: Repository.
            revision: Full commit.
            file: The file.
            part: Where its first bytes are, or will be.
            cancel: Looked at after every block.
            on_bytes: Told how many bytes ``part`` has, each time it grows or starts afresh.

        Raises:
            AppError: It cannot be fetched; ``part`` stays for the next attempt.
            Cancelled: The token was raised.
        """
        attempt = 0
        while True:
            cancel.check()
            before = part.stat().st_size if part.exists() else 0
            if before > file.bytes:
                part.unlink()
                before = 0
            on_bytes(before)
            if before == file.bytes and part.exists():
                return
            try:
                with self._faults(repo):
                    self._stream(repo, revision, file, part, before, cancel, on_bytes)
            except _Passing as fault:
                grown = part.exists() and part.stat().st_size > before
                attempt = 1 if grown else attempt + 1
                self._wait(attempt, fault, cancel)

    def close(self) -> None:
        """Close the connections."""
        from huggingface_hub import close_session

        close_session()

    def _ask(self, repo: str, revision: str) -> Snapshot:
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self._endpoint, token=False, headers=_headers())
        found = api.model_info(
            repo, revision=revision or None, files_metadata=True, timeout=self._stall, token=False
        )
        files = tuple(_hub_file(entry) for entry in found.siblings or [])
        commit = found.sha or ""
        if not re.fullmatch("[0-9a-f]{40}", commit) or (revision and commit != revision):
            raise AppError(f"The hub gave another version of {repo} than the one asked for.", AGAIN)
        return Snapshot(commit, files)

    def _stream(
        self,
        repo: str,
        revision: str,
        file: HubFile,
        part: Path,
        have: int,
        cancel: CancelToken,
        on_bytes: Callable[[int], None],
    ) -> None:
        import httpx2
        from huggingface_hub import get_session, hf_hub_url

        headers = _headers() | {"accept-encoding": "identity"}
        if have:
            headers["range"] = f"bytes={have}-"
        url = hf_hub_url(repo, file.name, revision=revision, endpoint=self._endpoint)
        with get_session().stream("GET", url, headers=headers, timeout=httpx2.Timeout(self._stall)) as answer:
            if answer.status_code == 416:  # no such range: what is here belongs to no file of this size
                part.unlink(missing_ok=True)
                raise _Passing(f"The hub sends another {file.name} than it announced.")
            answer.raise_for_status()
            begins = answer.headers.get("content-range", "")
            resumes = have > 0 and answer.status_code == 206 and begins.startswith(f"bytes {have}-")
            size = have if resumes else 0
            with part.open("ab" if resumes else "wb") as out:
                on_bytes(size)
                for block in answer.iter_bytes():  # as it comes: a cut loses no buffer
                    # Never beyond the announced size, whatever a broken server sends.
                    out.write(block[: file.bytes - size])
                    out.flush()  # a killed process loses nothing
                    size = min(size + len(block), file.bytes)
                    on_bytes(size)
                    cancel.check()
                    if size == file.bytes:
                        break
        if size < file.bytes:
            raise _Passing(f"The download of {file.name} was cut off again and again.")

    @contextmanager
    def _faults(self, repo: str) -> Iterator[None]:
        """Turn what the libraries raise into :class:`_Passing`, or an AppError where waiting is no use."""
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

        try:
            yield
        except OfflineModeIsEnabled as error:
            raise AppError(
                "Downloads are switched off on this computer.", "Unset HF_HUB_OFFLINE, then try again."
            ) from error
        except (HfHubHTTPError, httpx2.HTTPStatusError) as error:
            raise _refusal(error.response, repo) from error
        except httpx2.TimeoutException as error:
            raise _Passing("The model hub stopped sending.") from error
        except httpx2.ConnectError as error:
            raise _Passing("The model hub cannot be reached. Check the network connection.") from error
        except httpx2.HTTPError as error:
            raise _Passing("The connection to the model hub breaks off again and again.") from error
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise _Passing("The model hub's answer makes no sense.") from error
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise AppError(
                "The disk is full." if full else "The models folder cannot be written.",
                f"Make room. {AGAIN}" if full else "Make Earsight's data folder writable.",
            ) from error

    def _wait(self, attempt: int, fault: _Passing, cancel: CancelToken) -> None:
        if attempt >= self._attempts:
            raise AppError(str(fault), AGAIN) from fault
        wished = self._pause * 2 ** (attempt - 1) if fault.wait is None else fault.wait
        end = time.monotonic() + min(wished, _LONGEST_WAIT)
        while (left := end - time.monotonic()) > 0:
            cancel.check()
            time.sleep(min(left, _SLICE))


def _hub_file(entry: Any) -> HubFile:
    """What the hub says of a file, which its library hands on as it came; nonsense raises."""
    large = entry.lfs
    name, size = entry.rfilename, large.size if large else entry.size or 0
    sha256 = large.sha256.lower() if large else ""
    git_sha1 = "" if large else (entry.blob_id or "").lower()
    if not isinstance(name, str) or not may_be_a_file(name) or type(size) is not int or size < 0:
        raise ValueError("a file without a name or a size")
    if not re.fullmatch("([0-9a-f]{64})?", sha256) or not re.fullmatch("([0-9a-f]{40})?", git_sha1):
        raise ValueError("a digest that is none")
    return HubFile(name, size, sha256, git_sha1)


def _headers() -> dict[str, str]:
    # The library's own user agent tells Python's version and which other libraries are installed.
    return {"user-agent": f"earsight/{__version__}"}


def _refusal(answer: "httpx2.Response", repo: str) -> Exception:
    status = answer.status_code
    if status in _BUSY:
        asked = answer.headers.get("retry-after", "")
        sentence = {
            408: "The model hub stopped sending.",
            429: "The model hub asks for a break: there were too many downloads.",
        }.get(status, "The model hub has a fault of its own at the moment.")
        return _Passing(sentence, float(asked) if asked.isdecimal() else None)
    if status in (401, 404):  # the hub answers 401 for what does not exist, too
        return AppError(
            f"The hub no longer has the files of {repo} that Earsight knows.", "Get a newer Earsight."
        )
    if status == 403:
        return AppError(f"The hub gives {repo} only to people with an account.", "Choose another model.")
    return AppError(f"The model hub refuses the download, with code {status}.", "Try again later.")
