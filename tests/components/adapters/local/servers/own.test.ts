import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service } from "../../../../../components";
import { local } from "../../../../../components/adapters/local";
import { mockEngine, settled } from "../../../../support/mocked-engine";
import { ResourceOptions } from "../../../../support/resource-options";
import { digest } from "../../../plan/screening";

describe("secrets of a server of one's own on this machine", () => {
    it("are encrypted in the state of the engine, with the digest of their file, by which short ones could be guessed", async () => {
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
        const held = [...made.keys()].filter(name => name.endsWith("-secrets"));
        assert.equal(held.length, 1, [...made.keys()].join());
        assert.deepEqual([...options.of("File", held[0]!).secretOutputs].sort(), ["content", "found"]);
    });
});
