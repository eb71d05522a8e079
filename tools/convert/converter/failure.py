"""What can't be converted, in the words of the one who has the model."""


class Failure(Exception):
    """`code` is stable; `allowed` may be empty."""

    def __init__(self, code, problem, remedy, allowed=""):
        super().__init__(problem)
        self.fields = {"code": f"convert/{code}", "problem": problem, "allowed": allowed, "remedy": remedy}


def line_of(error):
    """The first line of an error, with its kind: libraries add advice for their own callers below it."""
    text = str(error).strip().split("\n", 1)[0][:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
