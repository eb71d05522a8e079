import assert from "node:assert/strict";
import { promisify } from "node:util";

import * as grpc from "@grpc/grpc-js";

import { healthPaths } from "../../../../components/gate/health/health";
import { podPorts } from "../../../../components/gate/pod";
import { podSidecarCommand } from "../../../../components/gate/sidecar/commands";
import { isOwn } from "../../../../components/gate/sidecar/platform";
import { podFinishSeconds, podSidecar } from "../../../../components/gate/sidecar/pod";
import { type ServerProtocol, serverProtocols } from "../../../../components/plan/config/server";
import { planConfig } from "../../../../components/plan/plan";
import { authority } from "../../../support/certificates";
import { service } from "../../../support/gates/open-inference";
import { pinnedImage } from "../../../support/images";
import { until } from "../../../support/until";
import { digest } from "../../plan/screening";
import { PodEnvoy } from "../pod-envoy";

/** A cluster that serves one release with a custom server. */
function served(protocol: ServerProtocol, deadlineSeconds = 30, port = 9000) {
    const ready = protocol === "oip-grpc" ? {} : { ready: "/ready" };
    const server = { protocol, port, image: pinnedImage("own"), ...ready };
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

describe("the sidecar of a custom server in a pod", function () {
    this.timeout(60_000);
    let envoy: PodEnvoy;
    beforeEach(() => {
        envoy = new PodEnvoy();
    });
    afterEach(() => envoy.stop());

    for (const protocol of serverProtocols) {
        it(`has a configuration that Envoy takes, of ${protocol}`, async () => {
            const { model, release, serving } = served(protocol);
            const tls = await (await authority("cell")).issue();
            await envoy.start(podSidecar(model, release, serving), { tls }, "server");
            assert.equal(envoy.warnings, "");
        });
    }

    it("is ready while a server of gRPC answers of its model that it is, whatever else that answers", async () => {
        const asked: string[] = [];
        let ready: boolean | undefined;
        const server = new grpc.Server();
        server.addService(
            { ModelReady: service.ModelReady! },
            {
                ModelReady: (
                    { request }: { readonly request: { readonly name: string } },
                    answer: (error: Partial<grpc.StatusObject> | null, message?: object) => void,
                ) => {
                    asked.push(request.name);
                    if (ready === undefined) answer({ code: grpc.status.NOT_FOUND, details: "no such model" });
                    else answer(null, { ready });
                },
            },
        );
        const port = await promisify(server.bindAsync.bind(server))(
            "127.0.0.1:0",
            grpc.ServerCredentials.createInsecure(),
        );
        try {
            const { model, release, serving } = served("oip-grpc", 30, port);
            const tls = await (await authority("cell")).issue();
            const often = { ...serving, checks: { everySeconds: 0.2, unhealthyAfter: 1 } };
            await envoy.start(podSidecar(model, release, often), { tls }, "server");
            const checked = () => {
                const before = asked.length;
                return until("it has checked twice more", () => asked.length >= before + 2);
            };
            for (const [state, status] of [
                [undefined, 503],
                [false, 503],
                [true, 200],
                [false, 503],
            ] as const) {
                ready = state;
                await checked();
                await until(`it answers ${status}`, async () => (await envoy.health("/v2/health/ready")) === status);
            }
            assert.deepEqual([...new Set(asked)], ["chat"]);
            assert.equal(envoy.warnings, "");
        } finally {
            server.forceShutdown();
        }
    });

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

    it("listens before a server of gRPC is ready, by its own checks", () => {
        const [, , script] = podSidecarCommand("SIDECAR", { port: 9000, call: "chat" }, 60, 30);
        const lines = script.split("\n");
        const at = (text: string) => lines.findIndex(line => line.includes(text));
        assert.ok(at("trap 'exit 0' TERM") < at("--config-path") && at("--config-path") < at("until wget"));
        assert.ok(at(`http://127.0.0.1:${podPorts.health}${healthPaths.ready}`) < at("trap finish TERM"));
    });
});
