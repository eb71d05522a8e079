import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service } from "../../../../../components";
import { local } from "../../../../../components/adapters/local";
import type { Json } from "../../../../../components/gate/envoy";
import { type Inputs, mockEngine, settled } from "../../../../support/mocked-engine";
import { ResourceOptions } from "../../../../support/resource-options";
import { inside, valuesOf } from "../../../gate/inside";
import { digest } from "../../../plan/screening";

describe("a custom server on this machine", () => {
    /** What is made of a model with such a server, and with which options. */
    async function deployed(): Promise<{ readonly made: Map<string, Inputs>; readonly options: ResourceOptions }> {
        pulumi.runtime.setAllConfig({ "secrets:hub": "hf_0123456789" });
        const made = await mockEngine();
        const options = new ResourceOptions();
        const server = {
            protocol: "openai" as const,
            command: [process.execPath, "server.js"],
            secrets: { TOKEN: { secret: "hub" } },
        };
        new Service(
            "chats",
            {
                domain: "chats.localhost",
                cells: [
                    {
                        name: "eu",
                        jurisdictions: ["EU"],
                        dataClasses: ["internal"],
                        regions: ["local:eu-west"],
                        primary: "local:eu-west",
                    },
                ],
                models: [
                    {
                        name: "chat",
                        releases: { "1.0.0": { artifact: "file:chat.bin", digest: digest("1"), server } },
                        traffic: [{ version: "1.0.0", percent: 100 }],
                    },
                ],
            },
            { clouds: [local({ directory: "unused" })] },
            { transformations: [options.transformation] },
        );
        await settled();
        return { made, options };
    }

    it("has secrets that are encrypted in the state of the engine, with the digest of their file, by which short ones could be guessed", async () => {
        const { made, options } = await deployed();
        const held = [...made.keys()].filter(name => name.endsWith("-secrets"));
        assert.equal(held.length, 1, [...made.keys()].join());
        assert.deepEqual([...options.of("File", held[0]!).secretOutputs].sort(), ["content", "found"]);
    });

    it("has metrics that the watcher of its region may read, besides what the gate may request", async () => {
        const { made } = await deployed();
        const [sidecar] = [...made].filter(([name]) => name.endsWith("-sidecar-files")).map(([, inputs]) => inputs);
        const accepted = valuesOf("match_typed_subject_alt_names", JSON.parse(String(sidecar!.configuration)) as Json);
        const names = accepted.flat().map(one => inside(one, "matcher", "exact"));
        const host = "eu-west.eu.chats.localhost";
        assert.deepEqual(new Set(names), new Set([host, `watcher.${host}`]));
    });
});
