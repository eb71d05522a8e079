"""An extension of supervisord that has it look after its programs ten times a second, and outlive a full disk.

By itself it looks once a second (`timeout` in `Supervisor.runforever`), and takes two looks to start again what has
ended: one to see it, one to start it. The name of an extension's section is free; `rpcinterface_factory` is called once,
before the loop (http://supervisord.org/configuration.html#rpcinterface-x-section-settings).

Logs: a full disk must cost lines and nothing else. By itself supervisord fails at the rotation of a log whose end it
can't write. It then reads that program's output no more, and the program stands still once the pipe is full; of its own
log it ends. This module is imported when the configuration is read, before any log is opened.
"""

from io import open as open_file

from supervisor import loggers

SECONDS = 0.1


def make_interface(supervisord):
    poller = supervisord.options.poller
    wait = poller.poll
    poller.poll = lambda timeout: wait(min(timeout, SECONDS))
    return object()


def open_unbuffered(file, mode):
    """A write fails by itself: nothing is left for `close`, so that a rotation goes on, which frees the oldest part."""
    return open_file(file, mode, buffering=0)


def roll_over_or_stay(roll_over):
    """Where a rotation fails, or has failed before, the log goes on in the file that has its name, at the next line at the latest."""

    def attempt(self):
        try:
            roll_over(self)
        except (OSError, ValueError):
            try:
                self.stream = loggers.open(self.baseFilename, "ab")
            except OSError:
                pass

    return attempt


loggers.open = open_unbuffered
loggers.RotatingFileHandler.doRollover = roll_over_or_stay(loggers.RotatingFileHandler.doRollover)
