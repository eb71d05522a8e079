import assert from "node:assert/strict";
import { datatypeOf } from "../../../runtime/model-server/datatypes";
import { decodeRequest } from "../../../runtime/model-server/request";
import type { Signature } from "../../../runtime/model-server/signature";

const tensor = (name: string) => ({ name, datatype: datatypeOf("float32")!, shape: [-1, 2] });
const one: Signature = { inputs: [tensor("features")], outputs: [tensor("y")] };
const two: Signature = { ...one, inputs: [tensor("features"), tensor("image")] };
const input = (name: string) => ({ name, datatype: "FP32", shape: [1, 2], data: [1, 2] });
const named = { parameters: { subject: "patient-4711" } };
const decoded = (body: object, signature: Signature, joined = "features") => {
    const { subject, feeds } = decodeRequest(body, signature, joined);
    return [subject, Object.keys(feeds)];
};

describe("a request of a model whose features are looked up", () => {
    it("names a subject, and needs no inputs where the model takes nothing else", () => {
        assert.deepEqual(decoded(named, one), ["patient-4711", []]);
        assert.deepEqual(decoded({ ...named, inputs: [] }, one), ["patient-4711", []]);
    });

    it("names a subject beside the other inputs", () => {
        assert.deepEqual(decoded({ ...named, inputs: [input("image")] }, two), ["patient-4711", ["image"]]);
    });

    it("may bring the features itself, and then names no subject", () => {
        assert.deepEqual(decoded({ inputs: [input("features")] }, one), [undefined, ["features"]]);
        const empty = { parameters: {}, inputs: [input("image"), input("features")] };
        assert.deepEqual(decoded(empty, two), [undefined, ["image", "features"]]);
    });

    it("is forwarded with any subject, which the lookup checks", () => {
        for (const subject of [null, 0, "", { a: 1 }]) {
            assert.deepEqual(decoded({ parameters: { subject } }, one), [subject, []]);
        }
    });

    it("says what it is beside the subject: its id, and the outputs that it wants", () => {
        const { id, outputs } = decodeRequest({ ...named, id: "r1", outputs: [{ name: "y" }] }, one, "features");
        assert.deepEqual([id, outputs], ["r1", one.outputs]);
    });

    const refused: [title: string, body: object, signature: Signature, message: string][] = [
        [
            "both, the subject and the input that is looked up",
            { ...named, inputs: [input("features"), input("image")] },
            two,
            'inputs[0].name: "features" is looked up for parameters.subject; leave one of the two out',
        ],
        [
            "both, where there is no other input",
            { ...named, inputs: [input("features")] },
            one,
            'inputs[0].name: "features" is looked up for parameters.subject; leave one of the two out',
        ],
        ["neither", { inputs: [] }, one, 'inputs lacks "features"; give every input of the model'],
        ["no inputs at all, and no subject", {}, one, "inputs must be a list, and is missing"],
        [
            "a subject, and not the other input",
            { ...named, inputs: [] },
            two,
            'inputs lacks "image"; give every input of the model',
        ],
        ["a subject, and no list of the others", named, two, "inputs must be a list, and is missing"],
        ["parameters that are null", { parameters: null }, one, "parameters must be a JSON object"],
        ["parameters that are a text", { parameters: "subject" }, one, "parameters must be a JSON object"],
        ["an input that is null", { inputs: [null] }, one, "inputs[0] must be a JSON object"],
        ["an input that is a number", { inputs: [1] }, one, "inputs[0] must be a JSON object"],
        ["an input that is a list", { inputs: [[]] }, one, "inputs[0] must be a JSON object"],
        [
            "an input twice",
            { inputs: [input("features"), input("image"), input("features")] },
            two,
            'inputs[2].name: "features" is given twice; give every input once',
        ],
        ["parameters of another form", { parameters: ["subject"] }, one, "parameters must be a JSON object"],
    ];
    for (const [title, body, signature, message] of refused) {
        it(`is refused where it has ${title}`, () => {
            assert.throws(() => decodeRequest(body, signature, "features"), { status: 400, message });
        });
    }
});

describe("a request of a model that looks nothing up", () => {
    it("may have a subject among its parameters, which nothing is made of", () => {
        const request = decodeRequest({ ...named, inputs: [input("features")] }, one);
        assert.ok(!("subject" in request));
        assert.throws(() => decodeRequest(named, one), { message: "inputs must be a list, and is missing" });
    });
});
