import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";

import { clientHeaders, versionHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { type Call, call } from "../support/gates/client";
import { Gates, subjectKey } from "../support/gates/gates";
import { callerOf, callOnce } from "../support/gates/open-inference";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";
const infer = "/v2/models/screening/infer";

function experiment(stickyBy: string, percents: readonly number[] = [50, 50], auth: object = {}) {
    const valid = screening();
    return {
        ...valid,
        models: valid.models.map(model => ({
            ...model,
            stickyBy,
            traffic: ["1.0.0", "2.0.0"].map((version, i) => ({ version, percent: percents[i] ?? 0 })),
        })),
        routing: { auth },
    };
}

const hashOf = (subject: string) => createHmac("sha256", subjectKey.value).update(subject).digest("hex");

describe("the log of which subject met which release", function () {
    this.timeout(60_000);

    interface Exposure {
        readonly log: string;
        readonly subject: string;
        readonly version: string;
        readonly model: string;
        readonly region: string;
        readonly cell: string;
        readonly status: number;
        readonly answered_by: string;
    }

    const linesOf = (gates: Gates, region: typeof here | typeof there) =>
        gates.log(region).filter(line => line.startsWith("{"));
    const exposures = (gates: Gates, region: typeof here | typeof there = here) =>
        linesOf(gates, region)
            .map(line => JSON.parse(line) as Exposure)
            .filter(({ log }) => log === "exposure");
    /** Everything that was asked is logged, so that what is missing among exposures is missing for good. */
    const untilLogged = (gates: Gates, requests: number) =>
        until("every request is in the access log", () => {
            const accesses = linesOf(gates, here).filter(line => !line.includes('"exposure"'));
            return accesses.length >= requests;
        });

    async function withGates(config: ReturnType<typeof experiment>, use: (gates: Gates) => Promise<void>) {
        const gates = await Gates.start(config);
        try {
            await use(gates);
        } finally {
            await gates.stop();
        }
    }

    it("has a line for each request, with a hash that only the key's holder can make, and the release that answered", () =>
        withGates(experiment("header:x-subject"), async gates => {
            // Around the lengths at which a hash takes another block, and what is no ASCII.
            const lengths = [1, 8, 54, 55, 56, 63, 64, 65, 118, 119, 120, 127, 128, 129, 500];
            const subjects = [
                ...lengths.map(length => randomBytes(length).toString("hex").slice(0, length)),
                "a b;c=d",
            ];
            const versions = new Map<string, unknown>();
            for (const subject of subjects) {
                const { headers } = await call(gates, here, { body: "{}", headers: { "x-subject": subject } });
                versions.set(hashOf(subject), headers[versionHeader]);
            }
            await untilLogged(gates, subjects.length);
            const seen = exposures(gates);
            assert.deepEqual(new Map(seen.map(({ subject, version }) => [subject, version])), versions);
            assert.deepEqual([...new Set(versions.values())].sort(), ["1.0.0", "2.0.0"]);
            assert.ok(seen.every(({ cell, region, model }) => `${cell} ${region} ${model}` === `eu ${here} screening`));
            assert.ok(linesOf(gates, here).every(line => subjects.every(one => one.length < 8 || !line.includes(one))));
        }));

    it("tells the subject of a cookie, also of the one that the first answer sets", () =>
        withGates(experiment("cookie:arm"), async gates => {
            const first = await call(gates, here, { body: "{}" });
            const [cookie = ""] = (first.headers["set-cookie"] ?? []).map(one => one.split(";")[0] ?? "");
            await call(gates, here, { body: "{}", headers: { cookie: `other=1; ${cookie}; arms=2` } });
            await untilLogged(gates, 2);
            assert.deepEqual(
                exposures(gates).map(({ subject }) => subject),
                Array(2).fill(hashOf(cookie.slice("arm=".length))),
            );
        }));

    it("has a line for each call over gRPC, whose model its message names", async () => {
        const gates = await Gates.start(experiment("header:x-subject"), {
            upstream: one => ({ ...one, protocol: "http2" }),
        });
        const client = callerOf(gates, here);
        try {
            const versions = new Map<string, unknown>();
            for (let i = 0; i < 12; i++) {
                const subject = { "x-subject": `s-${i}` };
                const { code, metadata } = await callOnce(client, "ModelInfer", { model_name: "screening" }, subject);
                assert.equal(code, 0);
                versions.set(hashOf(subject["x-subject"]), metadata.get(versionHeader)[0]);
            }
            await untilLogged(gates, 12);
            const seen = exposures(gates);
            assert.deepEqual(new Map(seen.map(({ subject, version }) => [subject, version])), versions);
            assert.deepEqual([...new Set(seen.map(({ model }) => model))], ["screening"]);
            assert.deepEqual([...new Set(versions.values())].sort(), ["1.0.0", "2.0.0"]);
        } finally {
            client.close();
            await gates.stop();
        }
    });

    it("tells the subject of a claim", async () => {
        const issuer = new Issuer();
        const auth = { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } };
        await withGates(experiment("claim:patient", [50, 50], auth), async gates => {
            const headers = { authorization: `Bearer ${issuer.token({ patient: "p-4711" })}` };
            await call(gates, here, { body: "{}", headers });
            await untilLogged(gates, 1);
            assert.deepEqual(
                exposures(gates).map(({ subject }) => subject),
                [hashOf("p-4711")],
            );
        });
    });

    it("is written where the request came in, once, when another region answers", () =>
        withGates(experiment("header:x-subject"), async gates => {
            for (const version of ["1.0.0", "2.0.0"]) {
                gates.server(here, version).answer = (_, response) => response.writeHead(503).end();
            }
            await call(gates, here, { body: "{}", headers: { "x-subject": "s" } });
            await untilLogged(gates, 1);
            await until("the other gate has logged it too", () => linesOf(gates, there).length > 0);
            assert.deepEqual(
                exposures(gates).map(({ answered_by, status }) => `${answered_by} ${status}`),
                [`${there} 200`],
            );
            assert.deepEqual(exposures(gates, there), []);
        }));

    it("leaves out what no draw decided: a release that was asked for, a request without a subject", () =>
        withGates(experiment("header:x-subject"), async gates => {
            const subject = { "x-subject": "s" };
            const calls: Call[] = [
                { path: infer.replace("/infer", "/versions/1.0.0/infer"), body: "{}", headers: subject },
                { path: infer, body: "{}", headers: { ...subject, [clientHeaders.release]: "2.0.0" } },
                { path: infer, body: "{}" },
            ];
            for (const one of calls) assert.equal((await call(gates, here, one)).status, 200);
            await untilLogged(gates, calls.length);
            assert.deepEqual(exposures(gates), []);
        }));

    it("leaves out a model whose traffic goes to one release, until it is shared", () =>
        withGates(experiment("header:x-subject", [100, 0]), async gates => {
            const ask = () => call(gates, here, { body: "{}", headers: { "x-subject": "s" } });
            await ask();
            await untilLogged(gates, 1);
            assert.deepEqual(exposures(gates), []);
            await gates.configure(experiment("header:x-subject", [50, 50]));
            await until("the shares are in force", async () => {
                await ask();
                return exposures(gates).length > 0;
            });
        }));
});
