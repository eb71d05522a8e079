"""Data types of the Open Inference Protocol, and how their elements are written in JSON: the same as the ONNX model server's.

- A JSON number beyond ±(2^53 - 1) is refused for INT64 and UINT64, since most senders have lost its last digits. A decimal string passes.
- A float that isn't finite is refused in a request, and is the string "NaN", "Infinity" or "-Infinity" in an answer.
"""

import json
import math
import re

import numpy

SAFE = 2**53 - 1


class Datatype:
    """`decode` returns the array, or the position of the first value that is not allowed."""

    def __init__(self, name, dtype, allowed):
        self.name, self.dtype, self.allowed = name, numpy.dtype(dtype), allowed

    def encode(self, array):
        return json.dumps(array.ravel().tolist(), separators=(",", ":"))


class Booleans(Datatype):
    def __init__(self):
        super().__init__("BOOL", numpy.bool_, "true or false")

    def decode(self, values):
        if set(map(type, values)) <= {bool}:
            return numpy.array(values, dtype=numpy.bool_)
        return next(at for at, value in enumerate(values) if type(value) is not bool)


class Integers(Datatype):
    def __init__(self, bits, signed):
        dtype = numpy.dtype(f"{'int' if signed else 'uint'}{bits}")
        self.low, self.high = int(numpy.iinfo(dtype).min), int(numpy.iinfo(dtype).max)
        wide = "; beyond ±(2^53 - 1) as a decimal string" if bits == 64 else ""
        super().__init__(dtype.name.upper(), dtype, f"a whole number from {self.low} to {self.high}{wide}")
        self.is_wide = bits == 64

    def decode(self, values):
        low, high = (max(self.low, -SAFE), min(self.high, SAFE)) if self.is_wide else (self.low, self.high)
        if set(map(type, values)) <= {int} and (not values or (min(values) >= low and max(values) <= high)):
            return numpy.array(values, dtype=self.dtype)
        found = [self.element(value, low, high) for value in values]
        wrong = next((at for at, value in enumerate(found) if value is None), None)
        return numpy.array(found, dtype=self.dtype) if wrong is None else wrong

    def element(self, value, low, high):
        if self.is_wide and type(value) is str and re.fullmatch(r"-?[0-9]{1,20}", value):
            return int(value) if self.low <= int(value) <= self.high else None
        if type(value) is float and value.is_integer():
            value = int(value)
        return value if type(value) is int and low <= value <= high else None


class Floats(Datatype):
    def __init__(self, bits):
        allowed = "a finite number" if bits == 64 else f"a number that is finite as FP{bits}"
        super().__init__(f"FP{bits}", f"float{bits}", allowed)

    def decode(self, values):
        try:
            if set(map(type, values)) <= {int, float}:
                with numpy.errstate(over="ignore"):
                    array = numpy.array(values, dtype=numpy.float64).astype(self.dtype)
                if numpy.isfinite(array).all():
                    return array
        except OverflowError:
            pass  # A whole number that no float can hold.
        return next(at for at, value in enumerate(values) if not self.fits(value))

    def fits(self, value):
        if type(value) not in (int, float):
            return False
        try:
            with numpy.errstate(over="ignore"):
                return bool(numpy.isfinite(self.dtype.type(float(value))))
        except OverflowError:
            return False

    def encode(self, array):
        if numpy.isfinite(array).all():
            return super().encode(array)
        return json.dumps([each if math.isfinite(each) else name_of(each) for each in array.ravel().tolist()], separators=(",", ":"))


def name_of(value):
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


DATATYPES = {
    each.dtype: each
    for each in (
        Booleans(),
        *(Integers(bits, signed) for bits in (8, 16, 32, 64) for signed in (True, False)),
        *(Floats(bits) for bits in (16, 32, 64)),
    )
}
