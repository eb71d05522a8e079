"""Why a model can't be converted, for the user who has it."""


class Failure(Exception):
    """`code` is stable; `problem` is a sentence in lower case without a full stop, and `remedy` an imperative."""

    def __init__(self, code, problem, remedy):
        super().__init__(problem)
        self.fields = {"code": f"convert/{code}", "problem": problem, "remedy": remedy}


def line_of(error):
    """The first line of an error, with its kind: libraries add advice for their own callers below it."""
    text = str(error).strip().split("\n", 1)[0][:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
