import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { repositoryConfig, repositoryLockFile } from "../support/repository-stack";
import { KubernetesStack } from "./stack";

const config = repositoryConfig("kubernetes");
const places = config.places as Readonly<Record<string, object>>;
const newYork = { city: "New York", country: "US", latitude: 40.71, longitude: -74.01 };

/** Of clusters that no update has reached yet: nothing listens there. */
const kubeconfig = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "any", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "any", user: { token: "canary-4b1d" } }],
    contexts: ["fra", "lis"].map(name => ({ name, context: { cluster: "any", user: "any" } })),
});

describe("the stack `kubernetes` at its first preview, with the policy pack and the real provider", function () {
    this.timeout(300_000);
    let stack: KubernetesStack;

    before(async () => {
        stack = await KubernetesStack.prepare({
            program: "stacks/index.ts",
            config: {
                ...Object.fromEntries(Object.entries(config).map(([key, value]) => [`meridian:${key}`, value])),
                "meridian:kubernetes": { ...(config.kubernetes as object), kubeconfig: { secret: "kubeconfig" } },
            },
            secrets: { "secrets:kubeconfig": kubeconfig },
        });
        copyFileSync(repositoryLockFile, path.join(stack.project, path.basename(repositoryLockFile)));
    });
    after(() => stack.dispose());

    const preview = (...more: readonly string[]) =>
        stack.run("preview", "--policy-pack", path.join(packageRoot(), "policy"), ...more);

    it("passes without a finding", async () => {
        const { errors, exitCode, output } = await preview();
        assert.equal(exitCode, 0, output + errors);
        assert.match(output, /✅ meridian@/);
        assert.doesNotMatch(output, /\[(advisory|mandatory)\]/);
    });

    it("is refused by the places of the pack where a cluster lies outside its cell", async () => {
        const file = path.join(stack.project, "policy.json");
        const elsewhere = { ...places, "kubernetes:lis-onprem": newYork };
        writeFileSync(file, JSON.stringify({ "residency-and-encryption": { places: elsewhere } }));
        const { exitCode, output } = await preview("--policy-pack-config", file);
        assert.notEqual(exitCode, 0, output);
        for (const rule of ["residency/place", "residency/compute"])
            assert.match(output, new RegExp(`\\[mandatory\\].*${rule} .*lis-onprem`));
        assert.doesNotMatch(output, /\[(advisory|mandatory)\].*fra-onprem/);
        assert.ok(!output.includes("canary-4b1d"));
    });
});
