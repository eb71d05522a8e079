"""Makes the tiny ONNX models of these tests: `pip install onnx` and run it here.

Small enough to be read: each has the one property that its test is about.
"""

from pathlib import Path

import onnx
from onnx import TensorProto as T
from onnx import helper

HERE = Path(__file__).parent


def save(name, nodes, inputs, outputs, initializers=(), check=True):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    if check:
        onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx")


value = helper.make_tensor_value_info
node = helper.make_node

# Every data type of the protocol, each given back as it came: one input and one output per type.
TYPES = {
    "bool": T.BOOL,
    "int8": T.INT8,
    "int16": T.INT16,
    "int32": T.INT32,
    "int64": T.INT64,
    "uint8": T.UINT8,
    "uint16": T.UINT16,
    "uint32": T.UINT32,
    "uint64": T.UINT64,
    "fp16": T.FLOAT16,
    "fp32": T.FLOAT,
    "fp64": T.DOUBLE,
    "bytes": T.STRING,
}
save(
    "echo",
    [node("Identity", [f"{name}_in"], [f"{name}_out"]) for name in TYPES],
    [value(f"{name}_in", type_, [None]) for name, type_ in TYPES.items()],
    [value(f"{name}_out", type_, [None]) for name, type_ in TYPES.items()],
)

# A classifier of three features, one dimension open, in the shape of the real one: a score and a label.
save(
    "classifier",
    [
        node("MatMul", ["features", "weights"], ["score"]),
        node("Sigmoid", ["score"], ["probability"]),
        node("Greater", ["score", "zero"], ["positive"]),
        node("Cast", ["positive"], ["label"], to=T.INT64),
    ],
    [value("features", T.FLOAT, ["batch", 3])],
    [value("probability", T.FLOAT, ["batch", 1]), value("label", T.INT64, ["batch", 1])],
    [
        helper.make_tensor("weights", T.FLOAT, [3, 1], [1.0, -2.0, 0.5]),
        helper.make_tensor("zero", T.FLOAT, [1], [0.0]),
    ],
)

# Types and shapes fit, yet an index may lie outside: what the declaration can't say.
save(
    "gather",
    [node("Gather", ["table", "index"], ["picked"])],
    [value("table", T.FLOAT, [None]), value("index", T.INT64, [None])],
    [value("picked", T.FLOAT, [None])],
)

# Divides, so that an answer can be infinite or not a number.
save(
    "divide",
    [node("Div", ["a", "b"], ["quotient"])],
    [value("a", T.FLOAT, [None]), value("b", T.FLOAT, [None])],
    [value("quotient", T.FLOAT, [None])],
)

# No declared shape: any rank.
save(
    "any-shape",
    [node("Identity", ["x"], ["y"])],
    [value("x", T.FLOAT, None)],
    [value("y", T.FLOAT, None)],
    check=False,
)

# Gives a sequence, which the protocol can't carry.
save(
    "sequence",
    [node("SequenceConstruct", ["x"], ["y"])],
    [value("x", T.FLOAT, [2])],
    [helper.make_tensor_sequence_value_info("y", T.FLOAT, [2])],
)
