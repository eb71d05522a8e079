"""What a model takes and gives, in the protocol's terms. Quantised tensors are stated as they are, with how they stand for numbers."""

from dataclasses import dataclass

import numpy

from datatypes import DATATYPES, Datatype
from refusal import listed


class Unservable(Exception):
    """The model has a value that the protocol, or this server, can't carry."""


@dataclass(frozen=True)
class TensorSpec:
    name: str
    index: int
    datatype: Datatype
    # -1 for a dimension left open.
    shape: tuple
    # A number is scale * (element - zero_point). None for a tensor that is not quantised, or by channel.
    quantization: tuple | None

    def metadata(self):
        parameters = {}
        if self.quantization is not None:
            scale, zero_point = self.quantization
            parameters = {"parameters": {"scale": scale, "zero_point": zero_point}}
        return {"name": self.name, "datatype": self.datatype.name, "shape": list(self.shape), **parameters}


@dataclass(frozen=True)
class Signature:
    inputs: tuple
    outputs: tuple


def signature_of(interpreter):
    """Names are those of the model's signature, where it has one over these tensors; else those of its tensors."""
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    names = signature_names(interpreter, inputs, outputs)
    found = {side: tuple(spec_of(detail, names, side) for detail in own) for side, own in (("inputs", inputs), ("outputs", outputs))}
    for side, specs in found.items():
        if len({spec.name for spec in specs}) < len(specs):
            raise Unservable(f"two {side} of the model have one name; name them differently in its signature")
    return Signature(**found)


def signature_names(interpreter, inputs, outputs):
    """By the side and the index of a tensor."""
    for key in interpreter.get_signature_list():
        runner = interpreter.get_signature_runner(key)
        sides = {"inputs": (runner.get_input_details(), inputs), "outputs": (runner.get_output_details(), outputs)}
        names = {
            (side, detail["index"]): name for side, (details, _) in sides.items() for name, detail in details.items()
        }
        if all((side, detail["index"]) in names for side, (_, own) in sides.items() for detail in own):
            return names
    return {}


def spec_of(detail, names, side):
    name = names.get((side, detail["index"]), detail["name"])
    datatype = DATATYPES.get(numpy.dtype(detail["dtype"]))
    if datatype is None:
        raise Unservable(
            f"{listed([name])} of the model has type {detail['dtype'].__name__}; allowed: numbers and booleans; cast it inside the model"
        )
    shape = detail["shape_signature"] if len(detail["shape_signature"]) else detail["shape"]
    return TensorSpec(name, detail["index"], datatype, tuple(int(size) for size in shape), quantization_of(detail))


def quantization_of(detail):
    found = detail["quantization_parameters"]
    if len(found["scales"]) != 1 or len(found["zero_points"]) != 1:
        return None
    return float(found["scales"][0]), int(found["zero_points"][0])
