import assert from "node:assert/strict";
import { Agent } from "node:http";
import fc from "fast-check";
import { endPrograms } from "../program";
import { ask, environmentOf, ModelServer } from "./server";

/** Almost right: each part is right, or anything. */
const almost = <T>(right: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: right }, fc.jsonValue() as fc.Arbitrary<unknown>);

const shape = fc.array(fc.oneof(fc.nat(4), fc.integer(), fc.constantFrom(0, 1, 3, 2 ** 31 - 1)), { maxLength: 4 });
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e39, -0, 2 ** 53));
const data = fc.oneof(
    fc.array(number, { maxLength: 9 }),
    fc.array(fc.array(number, { maxLength: 3 }), { maxLength: 3 }),
);

const request = (names: readonly string[], datatypes: readonly string[]) => {
    const tensor = fc.record(
        {
            name: almost(fc.constantFrom(...names)),
            datatype: almost(fc.constantFrom(...datatypes)),
            shape: almost(shape),
            data: almost(data),
            parameters: fc.jsonValue(),
        },
        { requiredKeys: [] },
    );
    return fc.record(
        {
            id: almost(fc.string()),
            inputs: almost(fc.array(almost(tensor), { maxLength: 3 })),
            outputs: almost(
                fc.array(fc.record({ name: almost(fc.constantFrom("label", "picked")) }), { maxLength: 3 }),
            ),
            parameters: fc.jsonValue(),
        },
        { requiredKeys: [] },
    );
};

describe("arbitrary bodies", function () {
    this.timeout(60_000);
    after(endPrograms);

    const models = {
        classifier: request(["features"], ["FP32"]),
        gather: request(["table", "index"], ["FP32", "INT64"]),
        "any-shape": request(["x"], ["FP32"]),
    };
    for (const [model, near] of Object.entries(models)) {
        it(`are answered below 500 and leave the server well: ${model}`, async () => {
            const server = await ModelServer.ready(environmentOf(model));
            const agent = new Agent({ keepAlive: true });
            const body = fc.oneof(near, fc.jsonValue(), fc.json(), fc.string());
            const seen = new Map<number, number>();
            await fc.assert(
                fc.asyncProperty(body, async value => {
                    const text = typeof value === "string" ? value : JSON.stringify(value);
                    const { status } = await ask(server.port, `/v2/models/${model}/infer`, { body: text, agent });
                    seen.set(status, (seen.get(status) ?? 0) + 1);
                    assert.ok(status === 200 || status === 400, `${status}`);
                }),
                { numRuns: 700 },
            );
            agent.destroy();
            assert.equal((await ask(server.port, "/v2/health/ready")).status, 200);
            assert.deepEqual(server.noise, []);
            assert.ok((seen.get(400) ?? 0) > 0);
        });
    }
});
