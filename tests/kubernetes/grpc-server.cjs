// A model server of the Open Inference Protocol over gRPC, with Node alone: it is ready a second after its start, and names itself in
// answers.
const { createServer } = require("node:http2");

const { HOST, MODEL_NAME, MODEL_VERSION, PORT } = process.env;
const readyAt = Date.now() + 1000;

const varint = value => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const text = (field, value) => [(field << 3) | 2, ...varint(Buffer.byteLength(value)), ...Buffer.from(value)];

const methods = {
    "/inference.GRPCInferenceService/ModelReady": () => (Date.now() < readyAt ? [] : [0x08, 0x01]),
    "/inference.GRPCInferenceService/ModelInfer": () => [...text(1, MODEL_NAME), ...text(2, `own ${MODEL_VERSION}`)],
};

createServer()
    .on("stream", (stream, headers) => {
        const answer = methods[headers[":path"]];
        stream.resume();
        stream.on("error", () => undefined);
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": answer === undefined ? "12" : "0" }));
        stream.on("end", () => {
            if (answer === undefined) return stream.end();
            const message = Buffer.from(answer());
            const head = Buffer.alloc(5);
            head.writeUInt32BE(message.length, 1);
            stream.end(Buffer.concat([head, message]));
        });
    })
    .listen(Number(PORT), HOST);
