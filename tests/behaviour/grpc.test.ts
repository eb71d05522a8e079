import assert from "node:assert/strict";

import type * as grpc from "@grpc/grpc-js";

import { clientHeaders, versionHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { Gates } from "../support/gates/gates";
import { callerOf, callOnce, service } from "../support/gates/open-inference";
import { Issuer } from "../support/gates/tokens";

const here = "local:eu-west";
const there = "local:eu-central";

/** Codes of https://grpc.io/docs/guides/status-codes/. */
const code = {
    ok: 0,
    unimplemented: 12,
    permissionDenied: 7,
    unauthenticated: 16,
    unavailable: 14,
    deadlineExceeded: 4,
};

describe("calls over gRPC", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    let gates: Gates;
    let client: grpc.Client;

    before(async () => {
        const config = screening();
        const [model] = config.models;
        gates = await Gates.start(
            {
                ...config,
                models: [
                    { ...model!, testers: { claims: { role: ["tester"] } } },
                    { ...model!, name: "grading", requires: { claims: { role: ["grader"] } } },
                ],
                routing: { auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } } },
            },
            { upstream: standard => ({ ...standard, protocol: "http2" }) },
        );
        client = callerOf(gates, here);
    });
    after(async () => {
        client.close();
        await gates.stop();
    });
    beforeEach(() => {
        for (const server of gates.allServers) server.received.length = 0;
    });

    const bearer = (role = "tester") => ({ authorization: `Bearer ${issuer.token({ role })}` });
    const infer = (message: object, headers: Record<string, string> = bearer()) =>
        callOnce(client, "ModelInfer", message, headers);
    const receivers = () => gates.allServers.filter(({ received }) => received.length > 0).map(({ name }) => name);

    it("reach the model that their message names, by the shares", async () => {
        const {
            code: status,
            answer,
            metadata,
        } = await infer({ model_name: "screening" }, { ...bearer(), "x-subject": "s1" });
        assert.equal(status, code.ok);
        assert.equal(answer!.model_name, "screening");
        assert.deepEqual(metadata.get(versionHeader), [answer!.model_version]);
        assert.deepEqual(receivers(), [`${here}/screening/${answer!.model_version}`]);
    });

    it("keep a subject on one release, the same as over HTTP and in every region", async () => {
        const other = callerOf(gates, there);
        const versions = new Set<string>();
        for (let i = 0; i < 40; i++) {
            const headers = { ...bearer(), "x-subject": `s${i}` };
            const [one, two] = [
                await callOnce(client, "ModelInfer", { model_name: "screening" }, headers),
                await callOnce(other, "ModelInfer", { model_name: "screening" }, headers),
            ];
            assert.equal(one.answer!.model_version, two.answer!.model_version);
            versions.add(one.answer!.model_version);
        }
        other.close();
        assert.equal(versions.size, 2);
    });

    for (const [what, message, headers, status, version] of [
        [
            "get the release that their message names",
            { model_name: "screening", model_version: "2.0.0" },
            {},
            code.ok,
            "2.0.0",
        ],
        [
            "get the release that their header names",
            { model_name: "screening" },
            { [clientHeaders.release]: "2.0.0" },
            code.ok,
            "2.0.0",
        ],
        [
            "get no release that is not there",
            { model_name: "screening", model_version: "9.0.0" },
            {},
            code.unimplemented,
            undefined,
        ],
        [
            "get no release that is not there, by header",
            { model_name: "screening" },
            { [clientHeaders.release]: "9.0.0" },
            code.unimplemented,
            undefined,
        ],
        [
            "get the release of their message where their header names another, as a path has it over HTTP",
            { model_name: "screening", model_version: "2.0.0" },
            { [clientHeaders.release]: "1.0.0" },
            code.ok,
            "2.0.0",
        ],
        ["get no model that is not there", { model_name: "nothing" }, {}, code.unimplemented, undefined],
        ["get nothing without a model", {}, {}, code.unimplemented, undefined],
        ["get no model whose claims the caller lacks", { model_name: "grading" }, {}, code.permissionDenied, undefined],
    ] as const) {
        it(what, async () => {
            const outcome = await infer(message, { ...bearer(), ...headers });
            assert.deepEqual([outcome.code, outcome.answer?.model_version], [status, version]);
            assert.equal(receivers().length, status === code.ok ? 1 : 0);
        });
    }

    it("are refused to callers that may not name a release, and to anonymous ones", async () => {
        const visitor = await infer({ model_name: "screening", model_version: "2.0.0" }, bearer("visitor"));
        assert.equal(visitor.code, code.permissionDenied);
        assert.equal((await infer({ model_name: "screening" }, {})).code, code.unauthenticated);
        assert.deepEqual(receivers(), []);
    });

    it("are spilled with the release that was chosen, model and message as they were", async () => {
        for (const version of ["1.0.0", "2.0.0"]) await gates.server(here, version).close();
        const {
            code: status,
            answer,
            metadata,
        } = await infer({ model_name: "screening", model_version: "2.0.0", id: "7" });
        for (const version of ["1.0.0", "2.0.0"]) await gates.server(here, version).listen();
        assert.equal(status, code.ok);
        assert.deepEqual(answer, { model_name: "screening", model_version: "2.0.0", id: "7", outputs: [] });
        assert.deepEqual(metadata.get("x-meridian-region"), [there]);
        await gates.untilReady(here);
    });

    it("read also other calls that name a model", async () => {
        const { code: status, answer } = await callOnce(
            client,
            "ModelReady",
            { name: "screening", version: "1.0.0" },
            bearer(),
        );
        assert.deepEqual([status, answer?.ready], [code.ok, true]);
    });

    for (const [where, routing] of [
        ["whose callers are not authenticated", {}],
        ["with a rate for all callers", { limits: { rate: { cell: { perSecond: 1000 } } } }],
        [
            "with a rate for each caller",
            {
                auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } },
                limits: { rate: { perCaller: { perSecond: 1000 } } },
            },
        ],
    ] as const) {
        it(`are read in a cell ${where} too`, async () => {
            const others = await Gates.start(
                { ...screening(), routing },
                { upstream: standard => ({ ...standard, protocol: "http2" }) },
            );
            const caller = callerOf(others, here);
            const { code: status, answer } = await callOnce(
                caller,
                "ModelInfer",
                { model_name: "screening", model_version: "2.0.0" },
                bearer(),
            );
            caller.close();
            await others.stop();
            assert.deepEqual([status, answer?.model_version], [code.ok, "2.0.0"]);
        });
    }

    it("stream both ways, message by message", async () => {
        const { path, requestSerialize, responseDeserialize } = service.ModelStreamInfer!;
        const { Metadata } = await import("@grpc/grpc-js");
        const metadata = new Metadata();
        metadata.set("authorization", bearer().authorization);
        const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
        const answers = call[Symbol.asyncIterator]() as AsyncIterator<{ id: string }, undefined>;
        for (const id of ["1", "2", "3"]) {
            call.write({ model_name: "screening", id });
            // The next message is sent only once this one is answered: nothing waits for the end of the stream.
            assert.equal((await answers.next()).value?.id, id);
        }
        call.end();
        assert.equal((await answers.next()).done, true);
    });
});
