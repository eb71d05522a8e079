"""Shapes of requests, and their elements in row-major order."""

from itertools import chain

from refusal import Refusal

MOST_RANK = 32
MOST_SIZE = 2**31 - 1


def shape_of(value, at, declared):
    """A request's shape, if it is one and fits what the model declares."""
    if not isinstance(value, list) or len(value) > MOST_RANK or not all(is_size(size) for size in value):
        raise Refusal(
            400, f"{at} must be a list of at most {MOST_RANK} whole numbers from 1 to {MOST_SIZE}; allowed: {show(declared)}"
        )
    shape = [int(size) for size in value]
    if len(declared) != len(shape) or any(size not in (-1, own) for size, own in zip(declared, shape)):
        raise Refusal(400, f"{at} is {show(shape)}; allowed: {show(declared)}, where -1 stands for any size")
    return shape


def flatten(data, shape, at):
    """`data` is flat, or nested exactly as the shape says."""
    if any(type(value) is list for value in data):
        level = [data]
        for depth, size in enumerate(shape):
            if any(type(each) is not list or len(each) != size for each in level):
                raise Refusal(400, f"{at} must be flat or nested as shape {show(shape)}; level {depth + 1} is not")
            level = list(chain.from_iterable(level))
        return level
    wanted = 1
    for size in shape:
        wanted *= size
    if len(data) != wanted:
        raise Refusal(400, f"{at}: shape {show(shape)} needs {wanted}, not the {len(data)} elements given")
    return data


def is_size(value):
    """A size of 0 is none: kernels divide by sizes."""
    return type(value) in (int, float) and 1 <= value <= MOST_SIZE and value == int(value)


def show(shape):
    return f"[{', '.join(str(size) for size in shape)}]"
