import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";

import { callerHeader, clientHeaders, gateHeader, regionHeader, versionHeader } from "../../components/gate/headers";
import { healthPaths } from "../../components/gate/health/health";
import type { Answerer } from "../support/gates/release-server";
import { Issuer, tampered } from "../support/gates/tokens";
import { until } from "../support/until";

export const infer = "/v2/models/screening/infer";

export interface Asked {
    readonly path?: string;
    /** Default: the cell's. */
    readonly host?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

export interface Reply {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** The server behind a gate for a release. It records what reaches it, and reports the health that a test sets. */
interface Server {
    readonly received: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
    ready: boolean;
    answer: Answerer;
}

/** A gate, wherever it runs, of a cell of two regions: nine tenths of subjects get 1.0.0, the others 2.0.0. */
export interface GateUnderTest {
    readonly region: string;
    /** Names: of its cell, of itself, of another cell. */
    readonly hosts: { readonly cell: string; readonly own: string; readonly foreign: string };
    readonly issuer: Issuer;
    readonly audience: string;
    /** What gates show each other. */
    readonly key: string;
    /** The most that a body may have. */
    readonly bodyBytes: number;
    readonly servers: Readonly<Record<"1.0.0" | "2.0.0", Server>>;
    /** How often the cell's other region was asked to infer. */
    elsewhere(): number;
    ask(asked: Asked): Promise<Reply>;
    log(): string;
}

/** What any gate does, whatever cloud it runs on: the same configuration is generated for all. */
export function behavesAsAGate(subject: () => GateUnderTest): void {
    const servers = () => Object.values(subject().servers);
    const received = () => servers().flatMap(server => server.received);
    const bearer = (token = subject().issuer.token({ aud: subject().audience })) => ({
        authorization: `Bearer ${token}`,
    });
    const of = (name: string, headers: Asked["headers"] = {}) =>
        subject().ask({ body: "{}", headers: { ...bearer(), "x-subject": name, ...headers } });
    const setReady = (ready: boolean) => {
        for (const server of servers()) server.ready = ready;
    };

    beforeEach(() => {
        for (const server of servers()) {
            server.received.length = 0;
            server.ready = true;
            server.answer = (_, response) => response.end("{}");
        }
    });

    it("gives each release its share of subjects, and each subject one release", async () => {
        const subjects = Array.from({ length: 400 }, (_, i) => `subject-${i}`);
        const first: string[] = [];
        for (const name of subjects) {
            const { body, headers, status } = await of(name);
            assert.equal(status, 200, body);
            assert.equal(headers[regionHeader], subject().region);
            first.push(String(headers[versionHeader]));
        }
        for (const [version, { received }] of Object.entries(subject().servers)) {
            assert.equal(received.length, first.filter(each => each === version).length, version);
        }
        // 10 % of 400: 40, give or take four standard deviations of √(400 × 0.1 × 0.9) = 6.
        const share = first.filter(version => version === "2.0.0").length;
        assert.ok(share >= 16 && share <= 64, `${share} of 400`);
        for (const [i, name] of subjects.slice(0, 50).entries()) {
            assert.equal((await of(name)).headers[versionHeader], first[i]);
        }
    });

    it("refuses another cell, and what is too large", async () => {
        const { bodyBytes, hosts } = subject();
        assert.equal((await subject().ask({ host: hosts.foreign, headers: bearer(), body: "{}" })).status, 421);
        assert.equal((await subject().ask({ headers: bearer(), body: "x".repeat(bodyBytes + 1) })).status, 413);
        assert.deepEqual(received(), []);
    });

    it("refuses who shows no token of its issuer", async () => {
        const { issuer, audience: aud } = subject();
        const past = Math.floor(Date.now() / 1000) - 60;
        for (const [what, token] of [
            ["expired", issuer.token({ aud, exp: past })],
            ["another's", new Issuer(issuer.name, issuer.keyId).token({ aud })],
            ["another audience's", issuer.token({ aud: "another" })],
            ["changed", tampered(issuer.token({ aud }))],
            ["unsigned", issuer.unsigned()],
        ] as const) {
            assert.equal((await subject().ask({ body: "{}", headers: bearer(token) })).status, 401, what);
        }
        assert.equal((await subject().ask({ body: "{}" })).status, 401);
        assert.deepEqual(received(), []);
    });

    it("forwards the caller's identity to its servers, and neither the token nor the gates' key", async () => {
        const { hosts, key } = subject();
        await of("a", { [callerHeader]: "root", [gateHeader]: key });
        await subject().ask({ host: hosts.own, body: "{}", headers: { [gateHeader]: key } });
        const [first, ...more] = received();
        assert.equal(more.length, 1);
        assert.equal(first!.headers[callerHeader], "alice");
        assert.equal(first!.headers.authorization, undefined);
        assert.ok(!JSON.stringify(received()).includes(key));
    });

    it("treats a request as a gate's only if it has the gates' key", async () => {
        const { hosts, key } = subject();
        const asGate = (headers: Asked["headers"]) =>
            subject().ask({ host: hosts.own, body: "{}", ...(headers && { headers }) });
        assert.equal((await asGate({})).status, 503);
        assert.equal((await asGate({ [gateHeader]: "0".repeat(64) })).status, 503);
        assert.equal((await asGate(bearer())).status, 503);
        assert.deepEqual(received(), []);
        assert.equal((await asGate({ [gateHeader]: key })).status, 200);
    });

    it("answers within the time that a client gives, with or without its server", async () => {
        for (const server of servers()) server.answer = () => undefined;
        assert.equal((await of("a", { [clientHeaders.timeout]: "300" })).status, 504);
    });

    it("sends requests to the cell's other region while its own servers are unhealthy, and recovers", async () => {
        setReady(false);
        const before = subject().elsewhere();
        await until(
            "the other region answers",
            async () => (await of("a")).status === 200 && subject().elsewhere() > before,
            30_000,
        );
        setReady(true);
        await until(
            "its own servers answer",
            async () => (await of("a")).status === 200 && received().length > 0,
            30_000,
        );
    });

    it("reports a region without healthy servers as unhealthy to routers", async () => {
        const health = async () => (await subject().ask({ path: healthPaths.region })).status;
        await until("it is well", async () => (await health()) === 200, 30_000);
        setReady(false);
        await until("it says so", async () => (await health()) === 503, 30_000);
        setReady(true);
        await until("it is well again", async () => (await health()) === 200, 30_000);
    });

    it("logs requests, and neither subjects nor keys", async () => {
        const before = subject().log().length;
        await of("somebody-1971");
        const isLine = (line: string) => line.startsWith("{") && line.includes('"path":"/v2/models/{model}/infer"');
        await until("it is logged", () => subject().log().slice(before).split("\n").some(isLine), 30_000);
        assert.ok(!subject().log().includes("somebody-1971"));
        assert.ok(!subject().log().includes(subject().key));
    });
}
