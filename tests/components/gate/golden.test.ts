import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

import { planConfig } from "../../../components/plan/plan";
import { packageRoot } from "../../../tools/package-root";
import { placed } from "./placed";

/**
 * The whole configuration of one real gate, so that a change of the generator, of the plan or of the stack is seen as
 * what it does to Envoy. Where the change is meant, rewrite the file and read the difference:
 *
 *     UPDATE_GOLDEN=1 npx mocha tests/components/gate/golden.test.ts
 */
describe("the golden configuration", () => {
    const golden = join(packageRoot(), "tests/golden/gate-eu-west.json");

    it("of stack local's gate in eu-west is the committed one", async () => {
        const { servings, configuration } = placed(planConfig(await stackConfig("local")).plan);
        const generated = configuration(servings.find(({ region }) => region === "local:eu-west")!);
        if (process.env.UPDATE_GOLDEN === "1") {
            await writeFile(golden, await formatted(generated, golden));
        }
        assert.deepEqual(JSON.parse(await readFile(golden, "utf8")), generated);
    });
});

async function stackConfig(stack: string): Promise<Record<string, unknown>> {
    const file = join(packageRoot(), `stacks/Pulumi.${stack}.yaml`);
    const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^meridian:/, ""), value]));
}

async function formatted(json: object, file: string): Promise<string> {
    return format(JSON.stringify(json), { ...(await resolveConfig(file)), parser: "json" });
}
