"""Converts a model to ONNX and compares the two: `python3 -s -S -B main.py <packages> <job>`, where the job is JSON.

The result goes to file descriptor 3: a line of JSON, then the model. Nothing else is written.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main(packages, job):
    sys.path[:0] = [HERE, packages]
    from failure import Failure

    try:
        answer, model = convert(json.loads(job))
    except Failure as failure:
        answer, model = {"failure": failure.fields}, b""
    with os.fdopen(3, "wb") as result:
        result.write(json.dumps({**answer, "bytes": len(model)}).encode() + b"\n" + model)


def convert(job):
    from load import load
    from original import original_of
    from signature import opsets_of, signature_of

    model, warnings = load(job["path"], job["form"])
    original = original_of(model, job.get("library"))
    exported, compared = proven(original, original.features(job.get("features")), job)
    answer = {
        "library": original.library,
        "version": original.version,
        "estimator": original.name,
        **signature_of(exported),
        "opsets": opsets_of(exported),
        "compared": compared,
        "warnings": warnings,
    }
    return answer, exported.SerializeToString(deterministic=True)


def proven(original, features, job):
    """The first conversion whose answers are those of the original."""
    from compare import compare
    from export import exports
    from failure import Failure
    from outputs import state
    from rows import read_rows, rows_for

    tolerance, last = job["tolerance"], None
    given = read_rows(job["rows"], features) if "rows" in job else None
    for exported in exports(original, features, job["input"]):
        rows = rows_for(exported, features) if given is None else given
        try:
            state(exported, original, rows)
            difference = compare(original, exported, rows, tolerance)
        except Failure as failure:
            last = last or failure
        else:
            return exported, {"rows": len(rows), "difference": difference, "tolerance": tolerance}
    raise last


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
