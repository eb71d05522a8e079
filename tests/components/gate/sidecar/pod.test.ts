import assert from "node:assert/strict";

import { podSidecarCommand } from "../../../../components/gate/sidecar/commands";
import { isOwn } from "../../../../components/gate/sidecar/platform";
import { podFinishSeconds, podSidecar } from "../../../../components/gate/sidecar/pod";
import type { ServerProtocol } from "../../../../components/plan/config/server";
import { planConfig } from "../../../../components/plan/plan";
import { authority } from "../../../support/certificates";
import { pinnedImage } from "../../../support/images";
import { digest } from "../../plan/screening";
import { PodEnvoy } from "../pod-envoy";

/** A cluster that serves one release with a server of one's own. */
function served(protocol: ServerProtocol, deadlineSeconds = 30) {
    const server = { protocol, port: 9000, image: pinnedImage("own"), ready: "/ready" };
    const { plan } = planConfig({
        service: "own",
        domain: "own.example.com",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["kubernetes:fra"] }],
        places: { "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 } },
        models: [
            {
                name: "chat",
                releases: {
                    "1.0.0": { artifact: "https://models.example.com/1", digest: digest("1"), server },
                },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        routing: { limits: { deadlineSeconds } },
    });
    const serving = plan.cells[0]!.servings[0]!;
    const model = serving.models[0]!;
    const release = model.releases[0]!;
    assert.ok(isOwn(release));
    return { serving, model, release };
}

describe("the sidecar of a server of one's own in a pod", function () {
    this.timeout(60_000);
    let envoy: PodEnvoy;
    beforeEach(() => {
        envoy = new PodEnvoy();
    });
    afterEach(() => envoy.stop());

    for (const protocol of ["oip-http", "openai", "http"] as const) {
        it(`has a configuration that Envoy takes, of ${protocol}`, async () => {
            const { model, release, serving } = served(protocol);
            const tls = await (await authority("cell")).issue();
            await envoy.start(podSidecar(model, release, serving), { tls }, "server");
            assert.equal(envoy.warnings, "");
        });
    }

    it("gives requests as long to end as an answer may take: streams an hour", () => {
        const seconds = (protocol: ServerProtocol, deadline: number) => {
            const { release, serving } = served(protocol, deadline);
            return podFinishSeconds(release, serving);
        };
        assert.deepEqual([seconds("http", 5), seconds("http", 300), seconds("openai", 5)], [30, 300, 3600]);
    });

    it("waits for the server before it listens, and ends at once where it is ended meanwhile", () => {
        const [, , script] = podSidecarCommand("SIDECAR", { port: 9000, path: "/ready" }, 60, 30);
        const lines = script.split("\n");
        const at = (text: string) => lines.findIndex(line => line.includes(text));
        assert.ok(at("trap 'exit 0' TERM") < at("until answer"));
        assert.ok(at("until answer") < at("--config-path") && at("--config-path") < at("trap finish TERM"));
        assert.doesNotMatch(script, /\$watch/);
    });
});
