"""The one release that this process serves.

It is ready once the file's SHA-256 is the release's; before that not a byte of it is parsed. A file that is missing or wrong is looked at
again whenever it changes. Once ready, the model is in memory and proven: a file that changes afterwards is reported, and the model stays.
"""

import asyncio
import hashlib
import os
import time

from signature import Unservable

LOOK_EVERY_S = 1


class Release:
    def __init__(self, name, version, path, digest, open_model, log):
        self.name, self.version, self.path, self.digest = name, version, path, digest
        self._open_model, self._log = open_model, log
        self.model = None
        self.corrupt = False
        self._reason = "the artifact is being read"
        self._withdrawn = None

    @property
    def unready(self):
        """Why it is not ready; None when it is."""
        if self._withdrawn is not None:
            return self._withdrawn
        return self._reason if self.model is None else None

    def withdraw(self, reason):
        """Not ready from now on, for good. What is under way, and what comes before a proxy has noticed, is still answered."""
        self._withdrawn = self._withdrawn or reason

    async def watch(self):
        seen = ()
        while self._withdrawn is None:
            now = self._look()
            if now != seen:
                seen = now
                await asyncio.to_thread(self._read)
            await asyncio.sleep(LOOK_EVERY_S)

    def _look(self):
        try:
            found = os.stat(self.path)
            return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
        except OSError as error:
            return error.errno

    def _read(self):
        """Raises nothing: what is wrong becomes the reason."""
        try:
            begun = time.monotonic()
            content = self._content()
            if self.model is None:
                self.model = self._opened(content)
                took = round((time.monotonic() - begun) * 1000)
                self._log.info("ready", runtime="litert", digest=self.digest, bytes=len(content), tookMs=took)
            self.corrupt, self._reason = False, ""
        except CorruptArtifact as error:
            self.corrupt = True
            self._say(error.event, str(error))
        except Unusable as error:
            self._say("artifact unusable", str(error))

    def _say(self, event, reason):
        if reason != self._reason:
            self._reason = reason
            self._log.error(event, reason=reason)

    def _content(self):
        try:
            with open(self.path, "rb") as file:
                content = file.read()
        except OSError as error:
            reason = f"the artifact can't be read ({errno_name(error)}): {self.path}; put it there, it will be read then"
            raise CorruptArtifact("artifact unusable", reason) from error
        found = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if found == self.digest:
            return content
        if self.model is not None:
            reason = (
                f"the artifact has changed to {short(found)} since it was opened as {short(self.digest)}; "
                "the opened model stays; put the release's artifact back, or the next start will refuse it"
            )
            raise CorruptArtifact("artifact unusable", reason)
        reason = (
            f"the artifact's digest is {short(found)}; allowed: {short(self.digest)}; "
            f"put the release's artifact at {self.path}, it is read again when it changes"
        )
        raise CorruptArtifact("digest mismatch", reason)

    def _opened(self, content):
        try:
            return self._open_model(content, self.digest)
        except Unservable as error:
            raise Unusable(str(error)) from error
        except (RuntimeError, ValueError, MemoryError) as error:
            detail = str(error).strip().split("\n", 1)[0][:300]
            raise Unusable(
                f"LiteRT can't open the artifact: {detail}; {remedy_of(detail)}"
            ) from error


def remedy_of(detail):
    if "edgetpu-custom-op" in detail:
        return "the model is compiled for an Edge TPU, which this server does not use; serve the model that it was compiled from"
    return "allowed: a TensorFlow Lite model with built-in operators"


class CorruptArtifact(Exception):
    """The file is not the release's."""

    def __init__(self, event, reason):
        super().__init__(reason)
        self.event = event


class Unusable(Exception):
    """The file is the release's, and LiteRT can't open it."""


def errno_name(error):
    import errno

    return errno.errorcode.get(error.errno, "unknown")


def short(digest):
    """Enough to tell two digests apart by eye."""
    return f"{digest[: len('sha256:') + 12]}…"
