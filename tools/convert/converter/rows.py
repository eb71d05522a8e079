"""Rows on which two models are compared. Where they differ is at thresholds and far from the middle, so rows are drawn there."""

import numpy
from onnx import helper

from failure import Failure, line_of

ROWS = 1_000
SCALES = (0.1, 1, 10, 100, 1_000)


def rows_for(model, features):
    """A thousand rows of float32: a third of them at the model's own thresholds, where it has some. The same ones each time."""
    random = numpy.random.default_rng(20_260_101)
    scale = random.choice(SCALES, size=(ROWS, 1))
    rows = random.standard_normal((ROWS, features)) * scale
    # Counts, flags and categories are whole numbers.
    rows[::4] = numpy.round(rows[::4])
    middles, widths = centres(model, features)
    rows[1::4] = middles + widths * random.standard_normal(rows[1::4].shape)
    for column, values in thresholds(model).items():
        if column < features:
            near = random.choice(values, size=ROWS) * random.choice((1, 1, 0.5, 2), size=ROWS)
            hit = random.random(ROWS) < 1 / 3
            rows[hit, column] = near[hit]
    return rows.astype(numpy.float32)


def read_rows(path, features):
    """Rows of a file: NumPy's own, or text with commas, with or without a line of names."""
    try:
        with open(path, "rb") as file:
            is_array = file.read(6) == b"\x93NUMPY"
        rows = numpy.load(path, allow_pickle=False) if is_array else text_rows(path)
        rows = numpy.atleast_2d(numpy.asarray(rows, dtype=numpy.float64))
    except (OSError, ValueError) as error:
        raise Failure("rows-unreadable", f"--rows can't be read ({line_of(error)}), expected {ROWS_FORM}", ROWS_REMEDY) from error
    if rows.ndim != 2 or rows.shape[1] != features or len(rows) == 0 or not numpy.isfinite(rows).all():
        found = f"the shape {list(rows.shape)}" if rows.ndim != 2 or rows.shape[1] != features else "no rows, or values that are not finite"
        raise Failure("rows-wrong", f"--rows has {found}, expected rows of {features} finite numbers", ROWS_REMEDY)
    return rows[:MOST_ROWS].astype(numpy.float32)


ROWS_FORM = "a .npy file, or a text file with one row on each line and commas between the numbers"
ROWS_REMEDY = "give a row of numbers for each record, in the order of the model's features"
# Enough for a comparison, and no table of a whole data set.
MOST_ROWS = 10_000


def text_rows(path):
    with open(path, encoding="utf-8") as file:
        first = file.readline()
    has_names = any(not is_number(each) for each in first.split(","))
    return numpy.loadtxt(path, delimiter=",", skiprows=1 if has_names else 0, ndmin=2, max_rows=MOST_ROWS, encoding="utf-8")


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def centres(model, features):
    """Of a scaler's columns; else 0 and 1."""
    for node in model.graph.node:
        if node.op_type == "Scaler":
            found = attributes(node)
            offset, scale = (numpy.array(found[name], dtype=float) for name in ("offset", "scale"))
            if offset.size == features and scale.size == features and (scale != 0).all():
                return offset, 1 / scale
    return numpy.zeros(features), numpy.ones(features)


def thresholds(model):
    """By column, of all trees."""
    found = {}
    for node in model.graph.node:
        if node.op_type.startswith("TreeEnsemble"):
            tree = attributes(node)
            values = tree.get("nodes_values") or tree.get("nodes_values_as_tensor")
            values = values if isinstance(values, list) else numpy_of(values)
            for column, mode, value in zip(tree["nodes_featureids"], tree["nodes_modes"], values):
                if mode != b"LEAF":
                    found.setdefault(column, []).append(value)
    return found


def attributes(node):
    return {each.name: helper.get_attribute_value(each) for each in node.attribute}


def numpy_of(tensor):
    from onnx import numpy_helper

    return numpy_helper.to_array(tensor)
