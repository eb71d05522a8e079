"""One JSON object a line: events to standard output, errors to standard error. Fields never come from a request."""

import json
import os
import sys
from datetime import datetime, timezone


class Log:
    """`common` fields are in every line."""

    def __init__(self, **common):
        self.common = {name: value for name, value in common.items() if value is not None}
        # Libraries in C write text to descriptor 2 and may quote values there: it is theirs no longer once `take_streams` is called.
        self.out, self.err = 1, 2

    def take_streams(self):
        """Leaves lines of the log as all that is written."""
        sys.stdout.flush()
        sys.stderr.flush()
        self.out, self.err = os.dup(1), os.dup(2)
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.dup2(void, 2)
        os.close(void)

    def info(self, event, **fields):
        self._write(self.out, "info", event, fields)

    def error(self, event, **fields):
        self._write(self.err, "error", event, fields)

    def _write(self, stream, level, event, fields):
        time = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"time": time, "level": level, "event": event, **self.common, **fields}
        try:
            os.write(stream, (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
        except OSError:
            # The reader of the log may go away; a server that ends for that would take its requests with it.
            pass
