import assert from "node:assert/strict";

import { wholeFile } from "../../../../components/gate/configuration";
import { gateConfiguration } from "../../../../components/gate/gate";
import { envoyAsJudge, type Judge, objections } from "../envoy";
import { valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

const watcher = "watcher.eu-west.eu.screening.example";

describe("a gate that is watched over the network", function () {
    this.timeout(60_000);
    const { host, links, serving } = screeningGates();
    const observed = { listen: { host: "0.0.0.0", port: 9901 }, watcher };
    const configured = (more: object) => gateConfiguration(serving, { ...host(serving), ...more }, links(serving));
    const listener = () => configured({ observed }).listeners.find(({ name }) => name === "observed")!;
    let judge: Judge;
    before(async () => {
        judge = await envoyAsJudge();
    });
    after(() => judge.dismiss());

    it("has a listener for that, and only then", () => {
        assert.deepEqual(
            configured({}).listeners.map(({ name }) => name),
            ["gate"],
        );
        assert.ok(!configured({}).clusters.some(({ name }) => name === "administration"));
        assert.deepEqual(
            configured({ observed }).listeners.map(({ name }) => name),
            ["gate", "observed"],
        );
    });

    it("has the real Envoy take its configuration", async () => {
        const whole = wholeFile(configured({ observed, certificate: judge.certificate }));
        assert.deepEqual(await objections(judge, [whole]), []);
    });

    it("admits the region's watcher alone, by its certificate", () => {
        assert.deepEqual(valuesOf("require_client_certificate", listener()), [true]);
        assert.deepEqual(valuesOf("match_typed_subject_alt_names", listener()), [
            [{ san_type: "DNS", matcher: { exact: watcher } }],
        ]);
    });

    it("passes statistics on from its administration, and answers whether it is ready, and nothing else", () => {
        const [routes] = valuesOf("routes", listener()) as [readonly { readonly match: object }[]];
        assert.deepEqual(
            routes.map(({ match }) => match),
            [
                { path: "/stats/prometheus", headers: [{ name: ":method", string_match: { exact: "GET" } }] },
                { prefix: "/" },
            ],
        );
        assert.deepEqual(valuesOf("direct_response", listener()), [{ status: 404 }]);
        const [filters] = valuesOf("http_filters", listener()) as [readonly { readonly name: string }[]];
        assert.deepEqual(
            filters.map(({ name }) => name),
            ["envoy.filters.http.health_check.ready", "envoy.filters.http.router"],
        );
        const administration = configured({ observed }).clusters.filter(({ name }) => name === "administration");
        assert.deepEqual(valuesOf("path", administration), ["gate/admin.sock"]);
    });
});
