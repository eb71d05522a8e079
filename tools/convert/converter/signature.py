"""What an ONNX model takes and gives, in the terms of the Open Inference Protocol."""

from onnx import TensorProto

from failure import Failure

DATATYPES = {
    TensorProto.BOOL: "BOOL",
    TensorProto.INT32: "INT32",
    TensorProto.INT64: "INT64",
    TensorProto.FLOAT: "FP32",
    TensorProto.DOUBLE: "FP64",
    TensorProto.STRING: "BYTES",
}


def signature_of(model):
    return {side: [tensor(value) for value in getattr(model.graph, name)] for side, name in SIDES.items()}


SIDES = {"inputs": "input", "outputs": "output"}


def tensor(value):
    kind = value.type.tensor_type
    datatype = DATATYPES.get(kind.elem_type) if value.type.HasField("tensor_type") else None
    if datatype is None:
        raise Failure(
            "output-not-a-tensor",
            f"{value.name} of the converted model can't be sent, expected a tensor of numbers, booleans or texts",
            "convert a model with a single target, or its parts one by one",
        )
    return {"name": value.name, "datatype": datatype, "shape": [size_of(size) for size in kind.shape.dim]}


def size_of(dimension):
    return dimension.dim_value if dimension.HasField("dim_value") and dimension.dim_value > 0 else -1


def opsets_of(model):
    return {each.domain or "ai.onnx": each.version for each in model.opset_import}
