import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { kubernetes } from "../../../../components/adapters/kubernetes";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";
import { settled } from "../../../support/mocked-engine";
import { kubernetesUnderTest, setStoreKey, storeSettings } from "../../../contract/adapters/kubernetes";

/** An object as the adapter requests it, with the region of its cluster: of what is in the engine alone, `none`. */
export interface Made {
    readonly kind: string;
    /** As the engine names it. */
    readonly name: string;
    readonly region: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Whether it stays when the stack goes. */
    readonly isRetained: boolean;
}

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

/** The objects of the stack `kubernetes`, changed. No provider runs: what a cluster fills in or refuses is not seen. */
export async function madeOf(change: Partial<ServiceConfig>): Promise<Made[]> {
    const made: Made[] = [];
    const retained = new Set<string>();
    setStoreKey();
    await pulumi.runtime.setMocks({
        call: ({ token }) => kubernetesUnderTest.invoke(token, {}),
        newResource: ({ type, name, inputs, custom, provider = "" }) => {
            const asked = { type, name, inputs: inputs as Made["inputs"] };
            const found = custom === true ? kubernetesUnderTest.outputs(asked) : {};
            const [, region = "none"] = /::screening-[a-z]+-([a-z]+)-onprem::/.exec(provider) ?? [];
            if (custom === true) {
                const isRetained = retained.has(`${type} ${name}`);
                made.push({ kind: type.split(":").at(-1)!, name, region, inputs: asked.inputs, isRetained });
            }
            return { id: name, state: { ...asked.inputs, ...found } };
        },
    });
    const config = { ...(repositoryConfig("kubernetes") as unknown as ServiceConfig), ...change };
    const noted: pulumi.ResourceTransformation = ({ name, opts, type }) => {
        if (opts.retainOnDelete === true) retained.add(`${type} ${name}`);
        return undefined;
    };
    new Service("screening", config, { clouds: [kubernetes()], lock: repositoryLock() }, { transformations: [noted] });
    await settled();
    return made;
}
