import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRequire } from "node:module";

import * as pulumi from "@pulumi/pulumi";

import { packageRoot } from "../../../tools/package-root";
import { awsUnderTest } from "../../contract/adapters/aws";
import { type Inputs, settled } from "../../support/mocked-engine";
import { inProjectDirectory } from "../../support/project-directory";
import { Operations } from "../stand-in/operations";
import { plain } from "../stand-in/values";

/** A resource as the provider of AWS would receive it, with the name that the provider makes. */
export interface Requested {
    /** `kms/key` */
    readonly type: string;
    readonly name: string;
    /** None: it belongs to no region. */
    readonly region?: string;
    readonly inputs: Inputs;
}

const program = createRequire(__filename)("../../../stacks") as () => unknown;

/**
 * What the repository's program requests of AWS for a stack's config, without an engine. The adapter's test says what AWS finds out, and
 * the fake provider makes the names.
 */
export async function requestedOf(config: Inputs): Promise<Requested[]> {
    const all: Requested[] = [];
    const directory = mkdtempSync(path.join(tmpdir(), "meridian-requested-"));
    const provider = new Operations(directory, "aws");
    const leave = inProjectDirectory(packageRoot());
    try {
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Inputs),
            newResource: ({ type, name, inputs, custom }) => {
                if (custom !== true || !type.startsWith("aws:")) {
                    const drawn = custom === true ? awsUnderTest.outputs({ type, name, inputs: inputs as Inputs }) : {};
                    return { id: name, state: { ...(inputs as Inputs), ...drawn } };
                }
                const checked = provider.check(type, `urn::${name}`, {}, plain(inputs) as Inputs, Buffer.from("seed"));
                const outputs = awsUnderTest.outputs({ type, name, inputs: checked.inputs });
                const { region, ...rest } = checked.inputs;
                const where = typeof region === "string" && { region };
                all.push({ type: /^aws:(.+):/.exec(type)![1]!, name, ...where, inputs: rest });
                return { id: String(outputs.id), state: { ...checked.inputs, ...outputs } };
            },
        });
        const texts = Object.entries(config).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]);
        pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
        program();
        await settled();
    } finally {
        leave();
        rmSync(directory, { recursive: true });
    }
    return all;
}
