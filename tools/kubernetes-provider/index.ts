import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { goBuild } from "../go";
import type { Tool } from "../tool";

/**
 * The release whose source it is built from. Module proxies serve no later one, so tests prove nothing about changes of the provider after it:
 * since 4.29 it refuses to create an object that exists, and knows the options `enablePatchForce` and `upsertExistingObjects`.
 */
const SOURCE = "4.25.0";

/** What it presents itself as: the engine warns about a provider that is older than the SDK of a program. */
const SDK = "4.34.2";

const name = "pulumi-resource-kubernetes";

/** The engine's provider of Kubernetes, for tests. It is never one on PATH: no release of the provider reports its version. */
export const kubernetesProvider: Tool = {
    name,
    minimum: SOURCE,
    versionArgs: ["--version"],
    version: SOURCE,
    recipe: ["go.mod", "go.sum", "main.go"].map(file => `kubernetes-provider/${file}`),
    building: `building the Kubernetes provider ${SOURCE} of the engine, fourteen minutes of a processor the first time`,
    install: "install Go 1.26 or later (https://go.dev/dl) and let it reach a module proxy",
    async build(into, log) {
        const bin = join(into, "bin");
        mkdirSync(bin);
        const variable = "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version";
        await goBuild(
            {
                module: "kubernetes-provider",
                package: ".",
                variables: { [variable]: `v${SDK}+source.${SOURCE}` },
                minimumGo: "1.26.0",
            },
            join(bin, name),
            into,
            log,
        );
    },
};
