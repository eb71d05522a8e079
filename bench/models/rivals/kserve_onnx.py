"""An ONNX model behind KServe's Python server, by the runtime that the other servers have, with one thread as they have it."""

import sys
import uuid

import onnxruntime
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer

DATATYPES = {"float32": "FP32", "float64": "FP64", "int64": "INT64"}


class OnnxModel(Model):
    def __init__(self, name: str, file: str):
        super().__init__(name)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]
        self.ready = True

    async def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        feeds = {tensor.name: tensor.as_numpy() for tensor in payload.inputs}
        outputs = []
        for name, result in zip(self._names, self._session.run(self._names, feeds)):
            output = InferOutput(name, list(result.shape), DATATYPES[str(result.dtype)])
            output.set_data_from_numpy(result, binary_data=False)
            outputs.append(output)
        return InferResponse(response_id=payload.id or str(uuid.uuid4()), model_name=self.name, infer_outputs=outputs)


if __name__ == "__main__":
    name, file, port = sys.argv[1:4]
    ModelServer(http_port=int(port), workers=1, enable_grpc=False, enable_docs_url=False).start([OnnxModel(name, file)])
