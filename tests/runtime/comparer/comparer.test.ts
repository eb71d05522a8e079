import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { Comparer } from "../../../runtime/comparer/comparer";
import type { GateAnswer, Inference } from "../../../runtime/comparer/gate";
import { Metrics, results } from "../../../runtime/comparer/metrics";
import { until } from "../../support/until";

const body = JSON.stringify({ outputs: [{ name: "label", datatype: "INT64", shape: [1], data: [1] }] });

describe("a comparison of a release with its shadow", () => {
    let asked: (readonly [version: string, Inference])[];

    /** How it ends where the gate answers for each with such a status, or not at all. */
    async function resultOf(release: number | undefined, shadow: number | undefined) {
        asked = [];
        const statuses: Readonly<Record<string, number | undefined>> = { "1.0.0": release, "2.0.0": shadow };
        const ask = (inference: Inference, version: string): Promise<GateAnswer> => {
            asked.push([version, inference]);
            const status = statuses[version];
            if (status === undefined) return Promise.reject(new Error("socket hang up"));
            return Promise.resolve({ status, body, seconds: 0.001, overloaded: false });
        };
        const metrics = new Metrics("eu", "local:eu-west");
        const routes = new Comparer({ ask }, metrics, 1_024).routes();
        const { handle } = routes.find(({ method }) => method === "POST")!;
        const message = Object.assign(Readable.from([Buffer.from("{}")]), {
            headers: { "content-length": "2", "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0" },
        });
        const { status } = await handle({ model: "screening" }, message as unknown as IncomingMessage);
        assert.equal(status, 202);
        const found = async () => {
            const { body } = await metrics.route().handle({}, undefined as never);
            const { samples } = parseMetrics(body);
            return results.filter(result => sumOf(samples, "meridian_shadow_comparisons_total", { result }) > 0);
        };
        await until("it has ended", async () => (await found()).length > 0);
        return found();
    }

    for (const [release, shadow, result] of [
        [200, 200, "agreed"],
        [400, 400, "refused"],
        [499, 499, "refused"],
        // Both refuse, and not alike: the release's own answer decides.
        [400, 404, "release_failed"],
        [404, 200, "release_failed"],
        [399, 399, "release_failed"],
        [500, 500, "release_failed"],
        [undefined, undefined, "release_failed"],
        [undefined, 400, "release_failed"],
        [200, 404, "shadow_failed"],
        [200, 204, "shadow_failed"],
        [200, undefined, "shadow_failed"],
    ] as const) {
        it(`is ${result} where the release answers ${release ?? "nothing"} and the shadow ${shadow ?? "nothing"}`, async () => {
            assert.deepEqual(await resultOf(release, shadow), [result]);
            assert.deepEqual(asked.map(([version]) => version).sort(), ["1.0.0", "2.0.0"]);
            assert.ok(asked.every(([, { model, body }]) => model === "screening" && body.toString() === "{}"));
        });
    }
});
