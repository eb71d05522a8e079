/** A resource, as a program makes it. */
export interface Thing {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly comesFrom?: Readonly<Record<string, readonly string[]>>;
}

/** One field of a resource: a path with indices, as `rules.0.bucket`; `type` stands for the resource's own. */
export interface Field {
    readonly of: string;
    readonly path: string;
}

/** Where a rule can't do what others do; and why that is no silent pass. */
export interface Why {
    readonly why: string;
}

/** What a rule says of resources of which one field changes. */
export interface Entry {
    readonly complies: readonly Thing[];
    /** The one change that violates: the field's other value, or none of it. */
    readonly change: Field & { readonly to?: unknown };
    /** Resources that the rule has nothing to say of, though its type of mistake is there. */
    readonly apart: readonly Thing[];
    /** The field that decides, where it isn't known. Default: the one that changes. */
    readonly unknown?: Field | Why;
    /** Default: the changed field is evaluated by its content. */
    readonly secret?: Why;
    /** Cells beside `eu` and `us`. */
    readonly cells?: readonly unknown[];
}

export const eu = "eu-west-1";
export const us = "us-east-1";

const wheres = { region: eu };

/** A resource in eu-west-1, if nothing else is said. */
export function thing(type: string, name: string, inputs: Thing["inputs"] = {}): Thing {
    return { type, name, inputs: { ...wheres, ...inputs } };
}

/** A resource that is in no region. */
export const global = (type: string, name: string, inputs: Thing["inputs"] = {}): Thing => ({ type, name, inputs });

export const key = (name: string, region = eu): Thing =>
    thing("aws:kms/key:Key", name, { region, arn: keyArn(name, region), enableKeyRotation: true });

export const keyArn = (name: string, region = eu) => `arn:aws:kms:${region}:111122223333:key/${name}`;

/** Data that no law says anything of. */
export const unprotected = { "meridian:data-class": "internal" };

export const statement = (said: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", ...said }] });
