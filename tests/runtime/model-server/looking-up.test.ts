import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { datatypeOf } from "../../../runtime/model-server/datatypes";
import { Features, type LookUp } from "../../../runtime/model-server/features";
import { InferenceMetrics } from "../../../runtime/model-server/metrics";
import { protocolRoutes } from "../../../runtime/model-server/protocol";
import type { Release } from "../../../runtime/model-server/release";
import type { Tensor } from "../../../runtime/model-server/session";
import type { Table } from "../../../runtime/store/table";

describe("an inference that names a subject", () => {
    let fed: Readonly<Record<string, Tensor>> | undefined;
    beforeEach(() => {
        fed = undefined;
    });

    /** A model of one input and one output that notes what it is fed. */
    const releaseOf = (input: string) => {
        const tensor = (name: string) => ({ name, datatype: datatypeOf("float32")!, shape: [-1, 2] });
        const run = (feeds: Readonly<Record<string, Tensor>>) => {
            fed = feeds;
            return Promise.resolve({ y: { type: "float32", shape: [1, 1], elements: new Float32Array([0.5]) } });
        };
        const signature = { inputs: [tensor(input)], outputs: [tensor("y")] };
        const source = { name: "m", version: "1.0.0" };
        return { source, opened: { session: { run }, signature } } as unknown as Release;
    };
    const get: Table["get"] = () =>
        Promise.resolve({
            item: { attributes: { age: 41, bmi: 22.5 }, revision: 1, writtenAt: Date.now(), isSendable: true },
            lagMs: 0,
        });
    const lookUp: LookUp = {
        table: "features",
        partitionKey: "subject",
        shards: 1,
        input: "features",
        attributes: ["age", "bmi"],
        otherwise: "refuse",
        defaults: {},
    };

    async function infer(body: object, input = "features"): Promise<{ readonly parameters?: object }> {
        const release = releaseOf(input);
        const routes = protocolRoutes(release, 1024, new InferenceMetrics(release), new Features(lookUp, { get }));
        const path = "/v2/models/:model/infer";
        const message = Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), {
            headers: { "content-type": "application/json" },
        });
        const { handle } = routes.find(route => route.path === path)!;
        const answer = await handle({ model: "m" }, message as unknown as IncomingMessage);
        return JSON.parse(answer.body) as { parameters?: object };
    }
    const named = { parameters: { subject: "patient-4711" } };

    it("is one of what is found, and says so", async () => {
        const answer = await infer(named);
        assert.deepEqual(Object.keys(fed!), ["features"]);
        assert.deepEqual([...fed!.features!.elements], [41, 22.5]);
        assert.deepEqual(answer.parameters, { features: "found", features_age_seconds: 0 });
        assert.ok(!JSON.stringify(answer).includes("4711"));
    });

    it("is as any other where the request brings the features itself", async () => {
        const input = { name: "features", datatype: "FP32", shape: [1, 2], data: [1, 2] };
        const answer = await infer({ inputs: [input] });
        assert.deepEqual([...fed!.features!.elements], [1, 2]);
        assert.equal(answer.parameters, undefined);
    });

    it("is refused where the model has no such input, and its other inputs are given", async () => {
        const inputs = [{ name: "x", datatype: "FP32", shape: [1, 2], data: [1, 2] }];
        await assert.rejects(infer({ ...named, inputs }, "x"), {
            status: 422,
            message: 'the model has no input "features"; allowed: "x"',
        });
        assert.equal(fed, undefined);
    });
});
