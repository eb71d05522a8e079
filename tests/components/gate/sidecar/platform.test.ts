import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import { readyCommand, sidecarCommand } from "../../../../components/gate/sidecar/commands";
import {
    finishSeconds,
    isOwn,
    longestAnswer,
    type OwnRelease,
    platformSidecar,
    readinessOf,
    sidecarMemory,
    sidecarVariable,
} from "../../../../components/gate/sidecar/platform";
import type { ServerInput } from "../../../../components/plan/config/server";
import { planConfig } from "../../../../components/plan/plan";
import type { ModelPlan, ServingPlan } from "../../../../components/plan/serving/serving";
import { pinnedImage } from "../../../support/images";
import { digest } from "../../plan/screening";

interface Served {
    readonly serving: ServingPlan;
    readonly model: ModelPlan;
    readonly release: OwnRelease;
}

/** A region of AWS that serves one release with a custom server. */
function served(server: Omit<ServerInput, "image">, deadlineSeconds?: number): Served {
    const image = pinnedImage("own", "{account}.dkr.ecr.{region}.amazonaws.com");
    const { plan } = planConfig({
        service: "own",
        domain: "own.example.com",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
        models: [
            {
                name: "chat",
                releases: {
                    "1.0.0": { artifact: "s3://models/1", digest: digest("1"), server: { ...server, image } },
                },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        ...(deadlineSeconds === undefined ? {} : { routing: { limits: { deadlineSeconds } } }),
    });
    const serving = plan.cells[0]!.servings[0]!;
    const model = serving.models[0]!;
    const release = model.releases[0]!;
    assert.ok(isOwn(release));
    return { serving, model, release };
}

describe("the sidecar of a custom server on a platform", () => {
    it("listens beside the platform's proxy, checks the server, and admits whatever that proxy does", () => {
        const { serving, model, release } = served({ protocol: "oip-http", port: 9000 });
        const text = gunzipSync(Buffer.from(platformSidecar(model, release, serving), "base64")).toString();
        assert.match(text, /"address":"127\.0\.0\.1","port_value":8444/);
        assert.match(text, /"address":"127\.0\.0\.1","port_value":9000/);
        assert.match(text, /"path":"\/v2\/models\/chat\/ready"/);
        assert.doesNotMatch(text, /transport_socket_connect_timeout|rbac/);
        const [, bytes] = /"max_heap_size_bytes":(\d+)/.exec(text)!;
        // What is left is the proxy's.
        assert.ok(Number(bytes) <= (sidecarMemory.all - 64) * 1024 * 1024);
    });

    it("waits for the path of the config, or that of the protocol, which for the OpenAI API lists the model", () => {
        const readiness = (server: Omit<ServerInput, "image">) => {
            const { release } = served({ ...server, port: 9000 });
            return readinessOf("chat", release.server);
        };
        assert.deepEqual(readiness({ protocol: "oip-http" }), { port: 9000, path: "/v2/models/chat/ready" });
        assert.deepEqual(readiness({ protocol: "openai" }), { port: 9000, path: "/v1/models", lists: "chat" });
        assert.deepEqual(readiness({ protocol: "openai", ready: "/health" }), { port: 9000, path: "/health" });
        assert.match(readyCommand({ port: 9000, path: "/v1/models", lists: "chat" }, 60)[2], /grep -qF '"id":"chat"'/);
        assert.doesNotMatch(readyCommand({ port: 9000, path: "/health" }, 60)[2], /grep/);
    });

    it("lets streams last an hour, and other answers as long as the deadline", () => {
        const chat = served({ protocol: "openai", port: 9000 });
        const other = served({ protocol: "http", port: 9000, ready: "/" }, 45.5);
        assert.equal(longestAnswer(chat.release, chat.serving.limits), 3600);
        assert.equal(longestAnswer(other.release, other.serving.limits), 46);
    });

    it("has as long to finish as an answer takes, or as the platform allows", () => {
        const chat = served({ protocol: "openai", port: 9000 });
        assert.equal(finishSeconds(chat.release, chat.serving.limits, 110), 110);
        const seconds = [1, 45, 600].map(deadline => {
            const { release, serving } = served({ protocol: "oip-http", port: 9000 }, deadline);
            return finishSeconds(release, serving.limits, 110);
        });
        assert.deepEqual(seconds, [30, 45, 110]);
    });

    it("looks for connections to the server as the kernel writes them", () => {
        const [, , script] = sidecarCommand(sidecarVariable, { sidecar: 8444, server: 1024 }, 30);
        assert.match(script, / 0100007F:0400 01 /);
        assert.match(script, /--concurrency 2 --disable-hot-restart --config-path/);
        assert.match(script, /\$\(printf %s "\$SIDECAR" \| base64 -d \| gunzip\)/);
    });
});
