"""Makes the tiny TensorFlow Lite models of these tests: `pip install ai-edge-litert flatbuffers` and run it here.

Small enough to be read: each has the one property that its test is about.
"""

from pathlib import Path

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as s

HERE = Path(__file__).parent
T, OP = s.TensorType, s.BuiltinOperator


class Builder:
    """One subgraph, with a signature that names its inputs and outputs."""

    def __init__(self, name):
        self.name, self.tensors, self.operators, self.codes = name, [], [], []
        # The first buffer is empty: tensors without data are of it.
        self.buffers = [s.BufferT()]

    def tensor(self, name, kind, shape, open_shape=None, data=None, scale=None, zero_point=0):
        tensor = s.TensorT()
        tensor.name, tensor.type, tensor.shape = name, kind, shape
        if open_shape is not None:
            tensor.shapeSignature = open_shape
        if data is not None:
            buffer = s.BufferT()
            buffer.data = numpy.frombuffer(data.tobytes(), numpy.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        if scale is not None:
            tensor.quantization = s.QuantizationParametersT()
            tensor.quantization.scale, tensor.quantization.zeroPoint = [scale], [zero_point]
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def operator(self, code, inputs, outputs, options_type=0, options=None, version=1, custom=None):
        operator = s.OperatorT()
        operator.opcodeIndex = len(self.codes)
        operator.inputs, operator.outputs = inputs, outputs
        operator.builtinOptionsType, operator.builtinOptions = options_type, options
        kind = s.OperatorCodeT()
        kind.builtinCode, kind.deprecatedBuiltinCode, kind.version = code, min(code, 127), version
        kind.customCode = custom
        self.codes.append(kind)
        self.operators.append(operator)

    def save(self, inputs, outputs):
        graph = s.SubGraphT()
        graph.name, graph.tensors, graph.operators = "main", self.tensors, self.operators
        graph.inputs, graph.outputs = list(inputs.values()), list(outputs.values())
        signature = s.SignatureDefT()
        signature.signatureKey, signature.subgraphIndex = "serving_default", 0
        signature.inputs, signature.outputs = maps(inputs), maps(outputs)
        model = s.ModelT()
        model.version, model.description = 3, self.name
        model.operatorCodes, model.subgraphs, model.buffers, model.signatureDefs = self.codes, [graph], self.buffers, [signature]
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        (HERE / f"{self.name}.tflite").write_bytes(bytes(builder.Output()))


def maps(names):
    found = []
    for name, index in names.items():
        entry = s.TensorMapT()
        entry.name, entry.tensorIndex = name, index
        found.append(entry)
    return found


# A classifier as an Edge TPU takes it: int8 in and out. The scales are powers of two, so that its answers are exact.
model = Builder("classifier")
features = model.tensor("serving_default_features:0", T.INT8, [1, 4], [-1, 4], scale=0.5, zero_point=-3)
weights = numpy.array([[12, -7, 3, 25], [-30, 4, 18, -2], [5, 5, -40, 9]], numpy.int8)
bias = numpy.array([64, -32, 7], numpy.int32)
parameters = model.tensor("weights", T.INT8, [3, 4], data=weights, scale=0.25)
offsets = model.tensor("bias", T.INT32, [3], data=bias, scale=0.125)
scores = model.tensor("StatefulPartitionedCall:0", T.INT8, [1, 3], [-1, 3], scale=8.0, zero_point=10)
options = s.FullyConnectedOptionsT()
model.operator(OP.FULLY_CONNECTED, [features, parameters, offsets], [scores], s.BuiltinOptions.FullyConnectedOptions, options, version=4)
model.save({"features": features}, {"scores": scores})

# Every data type of the protocol that the format has, each given back as it came: one input and one output per type.
TYPES = {
    "bool": T.BOOL,
    "int8": T.INT8,
    "int16": T.INT16,
    "int32": T.INT32,
    "int64": T.INT64,
    "uint8": T.UINT8,
    "uint32": T.UINT32,
    "fp16": T.FLOAT16,
    "fp32": T.FLOAT32,
    "fp64": T.FLOAT64,
}
model = Builder("echo")
inputs = {f"{name}_in": model.tensor(f"{name}_in", kind, [1], [-1]) for name, kind in TYPES.items()}
model.save(inputs, {name.replace("_in", "_out"): index for name, index in inputs.items()})

# Types and shapes fit, yet an index may lie outside: what the declaration can't say.
model = Builder("gather")
table = model.tensor("table", T.FLOAT32, [4])
index = model.tensor("index", T.INT32, [1], [-1])
picked = model.tensor("picked", T.FLOAT32, [1], [-1])
model.operator(OP.GATHER, [table, index], [picked], s.BuiltinOptions.GatherOptions, s.GatherOptionsT())
model.save({"table": table, "index": index}, {"picked": picked})

# Divides, so that an answer can be infinite or not a number.
model = Builder("divide")
a, b, quotient = (model.tensor(name, T.FLOAT32, [1], [-1]) for name in ("a", "b", "quotient"))
model.operator(OP.DIV, [a, b], [quotient], s.BuiltinOptions.DivOptions, s.DivOptionsT())
model.save({"a": a, "b": b}, {"quotient": quotient})

# As the Edge TPU's compiler leaves a model: one operator, which only its delegate has.
model = Builder("compiled")
x = model.tensor("x", T.INT8, [1, 4], scale=0.5)
y = model.tensor("y", T.INT8, [1, 4], scale=0.5)
model.operator(OP.CUSTOM, [x], [y], custom="edgetpu-custom-op")
model.save({"x": x}, {"y": y})

# Takes text, which the server refuses.
model = Builder("text")
text = model.tensor("text", T.STRING, [1])
model.save({"text": text}, {"same": text})
