import * as pulumi from "@pulumi/pulumi";

export type Inputs = Readonly<Record<string, unknown>>;

/** A resource as it was asked for. Components come, too. */
export interface Made {
    readonly type: string;
    readonly name: string;
    readonly inputs: Inputs;
}

/** When everything that a program made is there. */
export async function settled(): Promise<void> {
    await pulumi.runtime.disconnect(false);
}

/**
 * Replaces the engine, and records the inputs of each resource by its name. No provider runs: it shows only what one would receive. Values
 * that providers determine (addresses, digests) are the same for all, except fingerprints.
 */
export async function mockEngine(onResource: (resource: Made) => void = () => undefined): Promise<Map<string, Inputs>> {
    const made = new Map<string, Inputs>();
    const found = { host: "127.0.0.1", port: 4711, found: "", state: "running" };
    await pulumi.runtime.setMocks({
        call: ({ inputs }) => inputs as Record<string, unknown>,
        newResource: ({ inputs, name, type }) => {
            onResource({ type, name, inputs: inputs as Inputs });
            made.set(name, inputs as Inputs);
            return { id: name, state: { ...(inputs as Inputs), ...found, fingerprint: `fingerprint of ${name}` } };
        },
    });
    return made;
}
