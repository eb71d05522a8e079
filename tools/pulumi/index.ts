import { chmodSync, copyFileSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { goBuild } from "../go";
import { installOnce } from "../install";
import { packageRoot } from "../package-root";
import { silent } from "../progress";
import { cachedAt, type Tool } from "../tool";

const VERSION = "3.248.0";

/** Beside a built engine stand the two programs that an installed one brings along. */
const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** What ours need beside them. */
const shared = ["lazy-sdk.cjs", "policy-pack.cjs"];

/** The engine alone, so that a change of a companion doesn't have it built again, which takes minutes. */
const engine = { name: "pulumi-engine", version: VERSION, recipe: ["pulumi/go.mod", "pulumi/go.sum"] };

export const pulumi: Tool = {
    name: "pulumi",
    minimum: "3.248.0",
    versionArgs: ["version"],
    companions,
    version: VERSION,
    recipe: [...engine.recipe, ...companions.map(source), ...shared.map(file => `pulumi/bin/${file}`)],
    building: `building the Pulumi engine ${VERSION}, some minutes the first time`,
    install: "install Pulumi 3.248.0 or later (https://www.pulumi.com/docs/install, or `brew install pulumi`)",
    async build(into) {
        const built = cachedAt(engine);
        await installOnce(built, buildEngine, silent);
        const bin = join(into, "bin");
        mkdirSync(bin);
        linkSync(join(built, "pulumi"), join(bin, "pulumi"));
        for (const name of companions) {
            copyFileSync(join(packageRoot(), "tools", source(name)), join(bin, name));
            chmodSync(join(bin, name), 0o755);
        }
        for (const file of shared) copyFileSync(join(packageRoot(), "tools", "pulumi", "bin", file), join(bin, file));
    },
};

function source(companion: string): string {
    return `pulumi/bin/${companion}.cjs`;
}

function buildEngine(into: string, log: string): Promise<void> {
    return goBuild(
        {
            module: "pulumi",
            package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
            variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${VERSION}` },
            minimumGo: "1.25.11",
        },
        join(into, "pulumi"),
        into,
        log,
    );
}
