"""Open Inference Protocol, version 2, over HTTP, for one release, as runtime/model-server has it.

https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
"""

import json

from body import parse_json
from metrics import CONTENT_TYPE
from model import ModelRefusal
from refusal import Refusal
from request import decode_request

SERVER = "meridian-litert-server"
# Of this server's part of the protocol; a release has its own.
SERVER_VERSION = "1.0.0"
PLATFORM = "litert_tflite"


class Protocol:
    """Handlers take what stands in the path, and the body; they return a status, a text, and its type where it is not JSON."""

    def __init__(self, release, metrics, compute):
        self.release, self.metrics = release, metrics
        # Runs a function where models compute: off the event loop, one at a time.
        self.compute = compute

    def routes(self):
        model = "/v2/models/:model"
        per_model = {"": self.metadata, "/ready": self.model_ready}
        return [
            ("GET", "/v2", self.server),
            ("GET", "/v2/health/live", self.live),
            ("GET", "/v2/health/ready", self.ready),
            ("GET", "/metrics", self.measured),
            *(
                (method, f"{path}{end}", self.here(handle))
                for path in (model, f"{model}/versions/:version")
                for method, end, handle in (*(("GET", *each) for each in per_model.items()), ("POST", "/infer", self.infer))
            ),
        ]

    async def server(self, _path, _body):
        return answer(200, {"name": SERVER, "version": SERVER_VERSION, "extensions": []})

    async def live(self, _path, _body):
        return answer(200, {"live": True})

    async def ready(self, _path, _body):
        reason = self.release.unready
        state = {"live": True, "ready": reason is None}
        return answer(200, state) if reason is None else answer(503, {**state, "error": reason})

    async def measured(self, _path, _body):
        return 200, self.metrics.text(), CONTENT_TYPE

    async def model_ready(self, _path, _body):
        reason = self.release.unready
        state = {"name": self.release.name, "ready": reason is None}
        return answer(200, state) if reason is None else answer(503, {**state, "error": reason})

    async def metadata(self, _path, _body):
        signature = self.opened().signature
        return answer(
            200,
            {
                "name": self.release.name,
                "versions": [self.release.version],
                "platform": PLATFORM,
                "inputs": [spec.metadata() for spec in signature.inputs],
                "outputs": [spec.metadata() for spec in signature.outputs],
            },
        )

    async def infer(self, _path, body):
        model = self.opened()
        return 200, await self.compute(lambda: self.inferred(model, body))

    def inferred(self, model, body):
        request = decode_request(parse_json(body), model.signature)
        try:
            results = model.run(request.feeds, request.outputs)
        except ModelRefusal:
            # Of the sender's making. As a 5xx it would be tried again on every server of the cell.
            raise Refusal(400, "the model can't compute with these inputs, though types and shapes fit it") from None
        return self.encoded(request, results)

    def encoded(self, request, results):
        head = {"model_name": self.release.name, "model_version": self.release.version}
        if request.id is not None:
            head["id"] = request.id
        outputs = [
            f'{{"name":{json.dumps(spec.name)},"datatype":"{spec.datatype.name}","shape":{json.dumps(results[spec.name].shape)},'
            f'"data":{spec.datatype.encode(results[spec.name])}}}'
            for spec in request.outputs
        ]
        return f"{json.dumps(head)[:-1]},\"outputs\":[{','.join(outputs)}]}}"

    def opened(self):
        if self.release.model is None:
            raise Refusal(503, f"the model is not ready: {self.release.unready}")
        return self.release.model

    def here(self, handle):
        """Only this release is here."""

        async def checked(path, body):
            if path["model"] != self.release.name:
                raise Refusal(404, f"no such model here; allowed: {self.release.name}")
            if path.get("version", self.release.version) != self.release.version:
                raise Refusal(404, f"no such version of the model here; allowed: {self.release.version}")
            return await handle(path, body)

        return checked


def answer(status, body):
    return status, json.dumps(body, ensure_ascii=False, separators=(",", ":"))
