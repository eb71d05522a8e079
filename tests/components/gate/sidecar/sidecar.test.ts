import assert from "node:assert/strict";

import { wholeFile } from "../../../../components/gate/configuration";
import { type Sidecared, sidecarRoutes } from "../../../../components/gate/sidecar/routes";
import { sidecarConfiguration, type SidecarHost, type SidecarTls } from "../../../../components/gate/sidecar/sidecar";
import { serverProtocols } from "../../../../components/plan/config/server";
import { someFiles } from "../placed";
import { envoyAsJudge, type Judge, objections } from "../envoy";
import { textInside } from "../inside";

const tls: SidecarTls = {
    certificate: someFiles,
    directory: "sidecar",
    gate: "eu-west.eu.screening.example",
    observers: ["watcher.eu-west.eu.screening.example"],
};
const host: SidecarHost = {
    listen: { host: "127.0.0.1", port: 20_000 },
    tls,
    server: { socket: "server.sock" },
    keeper: { socket: "launcher.sock" },
    longestSeconds: 30,
};

describe("the configuration of the Envoy beside a custom server", function () {
    this.timeout(60_000);
    let judge: Judge;
    before(async () => {
        judge = await envoyAsJudge();
    });
    after(() => judge.dismiss());

    it("is taken by the real Envoy for every protocol, beside a launcher, beside the server alone and behind a proxy of a platform", async () => {
        const configurations = serverProtocols.flatMap(protocol => {
            const served = { model: "a.b-c", version: "1.0.0-rc.1", protocol };
            const mutual = { ...tls, certificate: judge.certificate };
            const { keeper: _, ...alone } = { ...host, server: { host: "127.0.0.1", port: 8080 } };
            const { tls: __, ...plain } = alone;
            const ready = { server: "/healthz", checks: { everySeconds: 5, unhealthyAfter: 3 } };
            return [
                sidecarConfiguration({ ...served, ready: { keeper: "/v2/health/ready" } }, { ...host, tls: mutual }),
                sidecarConfiguration({ ...served, ready }, { ...alone, tls: { ...mutual, observers: [] } }),
                sidecarConfiguration({ ...served, ready }, { ...plain, memoryMiB: 192 }),
            ];
        });
        assert.deepEqual(
            await objections(
                judge,
                configurations.map(one => wholeFile(one)),
            ),
            [],
        );
    });

    it("lets the gate request inferences and observers read metrics, and asks both for certificates of the cell", () => {
        const served = { model: "m", version: "1.0.0", protocol: "oip-http", ready: { keeper: "/ready" } } as const;
        const text = JSON.stringify(sidecarConfiguration(served, host).listeners);
        assert.match(text, /"require_client_certificate":true/);
        const names = [...text.matchAll(/"principal_name":\{"exact":"([^"]*)"\}/g)].map(([, name]) => name);
        assert.deepEqual(names, [tls.gate, ...tls.observers]);
    });
});

describe("what the Envoy beside a custom server passes on", () => {
    const routesOf = (protocol: Sidecared["protocol"]) =>
        sidecarRoutes({ model: "a.b-c", version: "1.0.0", protocol, ready: { keeper: "/ready" } });
    const like = (path: string) => path.replace("1.0.0", "1x0x0");

    it("is, of a server with paths of its own, without its own version, and with one that only looks like it", () => {
        const rewrites = routesOf("http").filter(route => textInside(route, "route", "regex_rewrite", "substitution"));
        assert.equal(rewrites.length, 1);
        const pattern = new RegExp(textInside(rewrites[0], "route", "regex_rewrite", "pattern", "regex"));
        const substitution = textInside(rewrites[0], "route", "regex_rewrite", "substitution");
        const own = "/models/a.b-c/versions/1.0.0/score";
        assert.equal(own.replace(pattern, substitution), "/score");
        assert.equal(like(own).replace(pattern, substitution), "/versions/1x0x0/score");
    });

    it("is, of a server of the inference protocol, for its own version, and for none that only looks like it", () => {
        // Envoy's regular expressions match whole values.
        const regexes = routesOf("oip-http")
            .map(route => textInside(route, "match", "safe_regex", "regex"))
            .filter(regex => regex !== "")
            .map(regex => new RegExp(`^(?:${regex})$`));
        const isPassedOn = (path: string) => regexes.some(regex => regex.test(path));
        for (const end of ["", "/ready", "/infer"]) {
            const own = `/v2/models/a.b-c/versions/1.0.0${end}`;
            assert.deepEqual([isPassedOn(own), isPassedOn(like(own))], [true, false], own);
        }
    });
});
