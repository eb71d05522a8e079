"""Outputs of a converted model as the server gives them: named for what they are, and with the shapes that they have."""

import numpy
import onnxruntime

from failure import Failure, line_of

# Two numbers of rows: what differs between the answers is the dimension that is open.
MANY, FEW = 11, 7


def answers_of(exported, rows):
    """By the names of outputs."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        content = exported.SerializeToString(deterministic=True)
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        return dict(zip(names, session.run(names, {session.get_inputs()[0].name: rows})))
    except Exception as error:  # The bindings raise classes of their own for each state.
        raise Failure(
            "onnx-unusable",
            f"ONNX Runtime can't run the converted model ({line_of(error)})",
            "report it to the project of the library's ONNX converter",
        ) from error


def state(exported, original, rows):
    """Renames outputs, and corrects the shapes that converters state wrongly."""
    # A random one of the converter's.
    exported.graph.name = "model"
    many, few = (answers_of(exported, numpy.resize(rows, (count, rows.shape[1]))) for count in (MANY, FEW))
    for output in exported.graph.output:
        shapes = [each[output.name].shape if isinstance(each[output.name], numpy.ndarray) else None for each in (many, few)]
        if None in shapes or len(shapes[0]) != len(shapes[1]):
            raise Failure(
                "output-not-a-tensor",
                f"output {output.name} of the converted model is a list or a table, expected a tensor",
                "convert a model with a single target, or its parts one by one",
            )
        del output.type.tensor_type.shape.dim[:]
        for size, other in zip(*shapes):
            dimension = output.type.tensor_type.shape.dim.add()
            if size == other:
                dimension.dim_value = size
            else:
                dimension.dim_param = "batch"
        rename(exported, output, name_of(output.name, len(exported.graph.output), original))


def name_of(name, outputs, original):
    """skl2onnx calls the one output of a regressor `variable`, and scores of a classifier without probabilities `probabilities`."""
    if outputs == 1 and name not in ("label", "probabilities", "scores"):
        return "prediction"
    return "scores" if name == "probabilities" and original.gives_probabilities is False else name


def rename(exported, output, name):
    before, output.name = output.name, name
    for node in exported.graph.node:
        for side in (node.input, node.output):
            side[:] = [name if each == before else each for each in side]
