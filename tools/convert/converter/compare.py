"""Holds a model's answers against those of its conversion."""

import warnings

import numpy

from failure import Failure
from outputs import answers_of


def compare(original, exported, rows, tolerance):
    """The largest difference, as a part of 1 + the size of the answer. Fails above the tolerance."""
    answered = answers_of(exported, rows)
    with warnings.catch_warnings(), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        expected = original.answers(rows.astype(numpy.float64), list(answered))
    missing = sorted(set(answered) - set(expected))
    if missing:
        raise Failure(
            "output-unproven",
            f"{original.name} has no method that returns output {', '.join(missing)} of the converted model, so it can't be compared",
            "convert the parts of the model one by one",
        )
    numbers = [output for output in answered if output != "label"]
    with numpy.errstate(all="ignore"):
        largest = max((difference(output, answered[output], expected[output], tolerance) for output in numbers), default=0.0)
        if "label" in answered:
            compare_labels(answered["label"], expected, tolerance)
    return largest


def difference(output, found, expected, tolerance):
    found, expected = aligned(output, found, expected)
    off = numpy.abs(found - expected) / (1 + numpy.abs(expected))
    same = (found == expected) | (numpy.isnan(found) & numpy.isnan(expected))
    off = numpy.where(same, 0, numpy.where(numpy.isnan(off), numpy.inf, off)).max(axis=1)
    worst = float(off.max())
    if worst > tolerance:
        raise differs(f"{output} in {int((off > tolerance).sum())} of {len(off)} rows, by up to {worst:.3g}, {within(tolerance)}")
    return worst


def aligned(output, found, expected):
    """Two arrays of one shape, both as the answer is sent: in float32. A score of two classes is one column here and two there."""
    found, expected = (numpy.asarray(each).astype(numpy.float32).astype(numpy.float64) for each in (found, expected))
    found, expected = (each.reshape(len(each), -1) for each in (found, expected))
    if found.shape[1] == 2 and expected.shape[1] == 1:
        found = found[:, 1:]
    if found.shape != expected.shape:
        raise differs(f"{output} has {found.shape[1]} columns, expected {expected.shape[1]}")
    return found, expected


def compare_labels(label, expected, tolerance):
    """Where the two best classes are as good as each other, either is right."""
    found, wanted = (numpy.asarray(each).reshape(-1).astype(str) for each in (label, expected["label"]))
    wrong = found != wanted
    scores = next((expected[name] for name in ("probabilities", "scores") if name in expected), None)
    if scores is not None:
        wrong &= ~ties(numpy.asarray(scores, dtype=numpy.float64), tolerance)
    if wrong.any():
        raise differs(f"label in {int(wrong.sum())} of {len(wrong)} rows, {within(tolerance)}")


def ties(scores, tolerance):
    if scores.ndim == 1 or scores.shape[1] == 1:
        return numpy.abs(scores.reshape(len(scores))) <= tolerance
    best = numpy.sort(scores, axis=1)
    return best[:, -1] - best[:, -2] <= 2 * tolerance * (1 + numpy.abs(best[:, -1]))


def within(tolerance):
    return f"expected differences of at most {tolerance:g} times (1 + the size of the answer)"


def differs(what):
    return Failure(
        "answers-differ",
        f"the converted model answers differently: {what}",
        "compare on your own rows with --rows if these do not resemble them; else serve the model with a server of its library",
    )
