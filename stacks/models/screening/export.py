"""A fitted pipeline as ONNX with plain tensors: features in, probability and label out."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

OPSET = {"": 17, "ai.onnx.ml": 3}  # old enough for every runtime in use, onnxruntime's WASM build among them
SIGNATURE = {
    "inputs": [{"name": "features", "datatype": "FP32", "shape": [-1, 30]}],
    "outputs": [
        {"name": "probability", "datatype": "FP32", "shape": [-1]},
        {"name": "label", "datatype": "INT64", "shape": [-1]},
    ],
}


def export(pipeline, name, version):
    model = to_onnx(
        pipeline,
        initial_types=[("features", FloatTensorType([None, 30]))],
        # Without this the probabilities come as a sequence of maps, which the inference protocol can't carry.
        options={"zipmap": False},
        target_opset=OPSET,
        naming=f"{name}_",
    )
    graph = model.graph
    label, probabilities = (output.name for output in graph.output)
    graph.initializer.append(numpy_helper.from_array(np.array(1, dtype=np.int64), "malignant"))
    graph.node.append(helper.make_node("Gather", [probabilities, "malignant"], ["probability"], axis=1))
    if label != "label":
        graph.node.append(helper.make_node("Identity", [label], ["label"]))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["batch"]))
    graph.output.append(helper.make_tensor_value_info("label", TensorProto.INT64, ["batch"]))
    graph.input[0].CopyFrom(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", 30]))
    # Whatever could differ between two exports of the same model is fixed here; the converter keeps its opsets in a set,
    # whose order changes from process to process.
    opsets = sorted(model.opset_import, key=lambda opset: opset.domain)
    del model.opset_import[:]
    model.opset_import.extend(opsets)
    graph.name, graph.doc_string = name, ""
    model.producer_name, model.producer_version, model.domain, model.doc_string = "meridian", "", "", ""
    model.model_version = int(version.split(".")[0])
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def infer(artifact, rows):
    session = onnxruntime.InferenceSession(artifact, providers=["CPUExecutionProvider"])
    return session.run(["probability", "label"], {"features": rows.astype(np.float32)})


def verify(artifact, pipeline, rows):
    """Refuses an export that answers otherwise than the pipeline it was made from."""
    expected = pipeline.predict_proba(rows)[:, 1]
    probability, label = infer(artifact, rows)
    gap = float(np.abs(probability - expected).max())
    if gap > 1e-5 or (label != (expected >= 0.5)).any():
        raise SystemExit(f"the exported model differs from the fitted one by {gap}, allowed are 0.00001")
