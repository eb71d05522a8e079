import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { Comparer } from "../../../runtime/comparer/comparer";
import type { GateAnswer, Inference } from "../../../runtime/comparer/gate";
import { Metrics, type Result, results } from "../../../runtime/comparer/metrics";
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

describe("a comparer's memory", () => {
    const MiB = 1024 * 1024;
    const most = 40 * MiB;

    /** A request that says how long it is; only as much is counted, not read. */
    const requestOf = (bytes: number | undefined) =>
        Object.assign(Readable.from([Buffer.from("{}")]), {
            headers: {
                ...(bytes !== undefined && { "content-length": `${bytes}` }),
                ...{ "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0" },
            },
        }) as unknown as IncomingMessage;

    function comparerThat(answers: () => Promise<GateAnswer>) {
        const metrics = new Metrics("eu", "local:eu-west");
        const { handle } = new Comparer({ ask: answers }, metrics, most)
            .routes()
            .find(({ method }) => method === "POST")!;
        return {
            take: (request: IncomingMessage) => handle({ model: "screening" }, request),
            count: async (result: Result) => {
                const { body } = await metrics.route().handle({}, undefined as never);
                return sumOf(parseMetrics(body).samples, "meridian_shadow_comparisons_total", { result });
            },
        };
    }

    const good = (): Promise<GateAnswer> => Promise.resolve({ status: 200, body, seconds: 0.001, overloaded: false });

    for (const [what, answers, result] of [
        ["is compared", good, "agreed"],
        ["could not be compared", () => Promise.reject(new Error("socket hang up")), "release_failed"],
    ] as const) {
        it(`has room again once a request ${what}`, async () => {
            const { count, take } = comparerThat(answers);
            for (let i = 1; i <= 3; i++) {
                await take(requestOf(30 * MiB));
                await until(`request ${i} has ended`, async () => (await count(result)) === i);
            }
            assert.equal(await count("dropped"), 0);
        });
    }

    for (const [what, first] of [
        ["that needs most of it", 30 * MiB],
        ["that does not say how long it is", undefined],
    ] as const) {
        it(`has no room for another one beside a request ${what}`, async () => {
            const answered: (() => void)[] = [];
            const { count, take } = comparerThat(
                () => new Promise(resolve => answered.push(() => void good().then(resolve))),
            );
            await take(requestOf(first));
            assert.equal((await take(requestOf(30 * MiB))).status, 202);
            assert.equal(await count("dropped"), 1);
            await until("the first one is compared", async () => {
                for (const answer of answered.splice(0)) answer();
                return (await count("agreed")) === 1;
            });
        });
    }
});
