import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { kubernetes, type KubernetesArgs } from "../../../../components/adapters/kubernetes";
import { pinnedImage } from "../../../support/images";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";
import { settled } from "../../../support/mocked-engine";
import { type RequestedOptions, ResourceOptions } from "../../../support/resource-options";
import { digest } from "../../plan/screening";
import { kubernetesUnderTest, setStoreKey, storeSettings } from "../../../contract/adapters/kubernetes";
import { podsIn, refusalsOf } from "./pods-in";

/** An object as the adapter requests it, with the region of its cluster: of what is in the engine alone, `none`. */
export interface Made {
    readonly kind: string;
    /** As the engine names it. */
    readonly name: string;
    readonly region: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly options: RequestedOptions;
}

/** A model with a custom server. */
export const ofOnesOwn = {
    name: "irises",
    releases: {
        "1.0.0": {
            artifact: "https://models.example.com/irises",
            digest: digest("1"),
            server: { protocol: "oip-http" as const, image: pinnedImage("team/mlserver"), port: 8080 },
        },
    },
    traffic: [{ version: "1.0.0", percent: 100 }],
};

/** What gives the cell of the stack `kubernetes` tables. */
export const withTables = (change: object = {}): Partial<ServiceConfig> => {
    const { cells, kubernetes, places } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
    const hel = "kubernetes:hel-onprem";
    return {
        cells: cells.map(cell => ({ ...cell, backup: hel, existing: { ...cell.existing, [hel]: { cluster: "hel" } } })),
        places: { ...places, [hel]: { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 } },
        kubernetes: { ...kubernetes, store: storeSettings },
        store: { tables: [{ name: "features", partitionKey: "subject" }], ...change },
    };
};

/**
 * The objects of the stack `kubernetes`, changed. No provider runs: what a cluster fills in is not seen, and of what it refuses only pods that are
 * not valid in themselves, which this throws.
 */
export async function madeOf(
    change: Partial<ServiceConfig>,
    secrets: Readonly<Record<string, string>> = {},
    args: KubernetesArgs = {},
): Promise<Made[]> {
    const made: Made[] = [];
    const options = new ResourceOptions();
    setStoreKey();
    for (const [name, value] of Object.entries(secrets)) pulumi.runtime.setConfig(`secrets:${name}`, value);
    await pulumi.runtime.setMocks({
        call: ({ token }) => kubernetesUnderTest.invoke(token, {}),
        newResource: ({ type, name, inputs, custom, provider = "" }) => {
            const asked = { type, name, inputs: inputs as Made["inputs"] };
            const found = custom === true ? kubernetesUnderTest.outputs(asked) : {};
            const [, region = "none"] = /::screening-[a-z]+-([a-z]+)-onprem::/.exec(provider) ?? [];
            if (custom === true) {
                const kind = type.split(":").at(-1)!;
                made.push({ kind, name, region, inputs: asked.inputs, options: options.of(kind, name) });
            }
            // The provider names what has no name, by what the engine calls it.
            const { metadata } = asked.inputs as { metadata?: object };
            return {
                id: name,
                state: { ...asked.inputs, ...(metadata && { metadata: { name, ...metadata } }), ...found },
            };
        },
    });
    const config = { ...(repositoryConfig("kubernetes") as unknown as ServiceConfig), ...change };
    const { transformation } = options;
    new Service(
        "screening",
        config,
        { clouds: [kubernetes(args)], lock: repositoryLock() },
        { transformations: [transformation] },
    );
    await settled();
    const refusals = made.flatMap(({ inputs, kind, name }) => podsIn(`${kind} ${name}`, inputs).flatMap(refusalsOf));
    assert.deepEqual(refusals, []);
    return made;
}
