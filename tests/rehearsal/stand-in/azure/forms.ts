import { createHash } from "node:crypto";

import type { Kind, Making, Thing } from "../kind";
import { plain, type Properties, textsIn } from "../values";

export type Made = Making & { readonly id: string };
type Refusal = NonNullable<Kind["refuses"]>;

/** What there is to say of a type of ARM beside its path. */
interface Said extends Omit<Partial<Kind>, "id" | "name" | "within"> {
    /** What it is a part of: the type of what an input names. Default: a resource group. */
    readonly of?: Readonly<Record<string, string>>;
    /** What it may be called. */
    readonly called?: RegExp;
    /** Its name is a part of a host's, which is one for all customers. */
    readonly everywhere?: true;
}

export const group = "azure-native:resources:ResourceGroup";
export const tenant = "6f5e4d3c-2b1a-4c0d-8e9f-0a1b2c3d4e5f";

export const text = (value: unknown) => (typeof value === "string" ? value : "");
export const object = (value: unknown) => (typeof value === "object" && value !== null ? value : {}) as Properties;
export const input =
    (property: string) =>
    ({ inputs }: Making) =>
        text(inputs[property]);

/** So many digits that come from a text: the same whenever something is asked for again. */
export const digits = (seed: string, count: number) =>
    createHash("sha256").update(seed.toLowerCase()).digest("hex").slice(0, count);
const asGuid = (hex: string) => hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
export const guidOf = (seed: string) => asGuid(digits(seed, 32));
export const guid = ({ hex }: Making) => asGuid(hex(32));
export const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Names as most of ARM's types take them. */
const usual = /^[A-Za-z0-9_]([\w.()-]{0,258}[\w)])?$/;

/** `West Europe` is `westeurope`. */
export const canonical = (location: string) => location.toLowerCase().replace(/\s/g, "");

/**
 * What the provider calls what isn't named, by the last of its path's names (pulumi/pulumi-azure-native, AutoNamer): what stands alone gets
 * eight digits more, however long that is; a part of something is called as it is in the program.
 */
const autoNames = {
    random: (name: string, hex: string) => name + hex.slice(0, 8),
    copy: (name: string) => name,
    uuid: (_: string, hex: string) => asGuid(hex),
};

/** Whether a name comes from the provider, and is another one each time: the new one can be made before the old one goes. */
export const isRandom = (auto: unknown) => auto === autoNames.random || auto === autoNames.uuid;

function autoOf(names: readonly string[]) {
    const last = names.at(-1)!;
    if (last === "roleAssignmentName") return autoNames.uuid;
    return names.length === 1 || last === "endpointName" || last === "customDomainName"
        ? autoNames.random
        : autoNames.copy;
}

const placeholder = /\{(\w+)\}/g;

function armKind(scope: (making: Making) => string, ownInputs: readonly string[], path: string, said: Said): Kind {
    const names = [...path.matchAll(placeholder)].map(([, name]) => name!);
    const last = names.at(-1)!;
    const { of, called = usual, everywhere, ...more } = said;
    return {
        ...more,
        id: making =>
            `${scope(making)}/providers/${path.replace(placeholder, (_, name: string) => text(making.inputs[name]))}`,
        outputs: { ...(last !== "name" && { name: input(last) }), ...more.outputs },
        required: [...ownInputs, ...names.slice(0, -1), ...(more.required ?? [])],
        fixed: [...ownInputs, ...names, ...(more.fixed ?? [])],
        ...(of !== undefined && { parents: of }),
        name: { property: last, pattern: called, auto: autoOf(names), ...(everywhere && { everywhere }) },
    };
}

/** Something of a resource group that is in a region: `Microsoft.Network/virtualNetworks/{virtualNetworkName}`. */
export function regional(path: string, said: Said = {}): Kind {
    return armKind(
        ({ account, inputs }) => `/subscriptions/${account}/resourceGroups/${text(inputs.resourceGroupName)}`,
        ["resourceGroupName"],
        path,
        { of: { resourceGroupName: group }, ...said },
    );
}

/** A part of something, which is where that is. */
export function part(path: string, said: Said & Required<Pick<Said, "of">>): Kind {
    return { ...regional(path, said), within: true };
}

/** One for all regions. ARM takes it nowhere else, and the provider says the resource group's location where the program says none. */
export function worldwide(path: string, said: Said = {}): Kind {
    const refuses: Refusal = ({ inputs }) => {
        const location = text(inputs.location);
        return canonical(location) === "global"
            ? undefined
            : `LocationNotAvailableForResourceType: the location ${location} is not available, only global`;
    };
    return { ...regional(path, { ...said, refuses: firstOf(refuses, said.refuses) }), global: true };
}

/** What is said of something else, whose id an input has. */
export function extension(scope: string, path: string, said: Said = {}): Kind {
    const scoped = armKind(({ inputs }) => text(inputs[scope]).replace(/\/$/, ""), [scope], path, said);
    return { ...scoped, within: true };
}

export function firstOf(...refusals: readonly (Refusal | undefined)[]): Refusal {
    return making => {
        for (const refuses of refusals) {
            const reason = refuses?.(making);
            if (reason !== undefined) return reason;
        }
        return undefined;
    };
}

export const sameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
export const isBelow = (id: string, other: string) => id.toLowerCase().startsWith(`${other.toLowerCase()}/`);
export const thingOf = (things: readonly Thing[], type: string, id: unknown) =>
    things.find(thing => thing.type === type && sameId(thing.id, text(id)));

/** The principal of a resource that has an identity itself. */
export const identity = {
    identity: ({ id, inputs }: Made) =>
        /SystemAssigned/i.test(text(object(inputs.identity).type))
            ? { principalId: guidOf(`${id} principal`), tenantId: tenant }
            : undefined,
};

const vault = "azure-native:keyvault:Vault";

/** The host of a vault in a text, as long as it is one of Azure's. */
export const vaultIn = (text: string) => /^https:\/\/([\w-]+)\.vault\.azure\.net(\/|$)/i.exec(text)?.[1];

/** Data lie only under keys that can't be purged: of the keys that these inputs name, the vault says so. */
export const protectedKeys =
    (...properties: readonly string[]): Refusal =>
    ({ inputs, things }) => {
        const named = properties.flatMap(property =>
            textsIn(inputs[property]).map(({ text }) => vaultIn(text) ?? /\/vaults\/([\w-]+)$/i.exec(text)?.[1]),
        );
        const open = things.find(
            ({ id, inputs, type }) =>
                type === vault &&
                named.some(name => name !== undefined && sameId(name, id.split("/").at(-1)!)) &&
                // What isn't known of what others made is left alone.
                inputs.properties !== undefined &&
                object(plain(inputs.properties)).enablePurgeProtection !== true,
        );
        return open && `KeyVaultPolicyError: ${open.id} has no purge protection`;
    };
