import type { Known, KnownOf } from "../../needs/known";
import type { Context } from "../conditions";
import type { Principal } from "../evaluate";
import { partsOf } from "../patterns";
import type { Call } from "../rights";

/** What AWS, or a role, does for a resource, with the calls that it takes. */
export interface Use {
    readonly of: string;
    /** Completes "can't": "pull its images". */
    readonly what: string;
    /** AWS's documentation of these calls. */
    readonly source: string;
    readonly calls: (one: Known, all: KnownOf) => readonly Call[];
    /** Resources whose creation starts it. Default: its own. */
    readonly startedBy?: (one: Known, all: KnownOf) => readonly Known[];
}

export type Properties = Readonly<Record<string, unknown>>;

export const listOf = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];

export const regionOf = (arn: string) => partsOf(arn)[3]!;

export const arnOf = ({ outputs }: Known) => String(outputs.arn);

/** Several actions on one thing. */
export function calls(by: Principal, actions: readonly string[], on: string, more: Context = {}): Call[] {
    return actions.map(action => ({ by, action, on, with: more }));
}

/** A service takes on a role for something of an account (docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). */
export function assuming(service: string, role: unknown, source?: { account: string; arn: string }): Call[] {
    if (typeof role !== "string") return [];
    const with_ = source && { "aws:SourceAccount": source.account, "aws:SourceArn": source.arn };
    return [{ by: { service }, action: "sts:AssumeRole", on: role, ...(with_ && { with: with_ }) }];
}

/** Uses of a key by a service in a principal's name. None without a key of one's own. */
export function usingKey(
    by: Principal,
    actions: readonly string[],
    key: unknown,
    { via, more = {} }: { readonly via?: string; readonly more?: Context } = {},
): Call[] {
    if (typeof key !== "string" || !key.startsWith("arn:")) return [];
    const through: Context = via === undefined ? {} : { "kms:ViaService": `${via}.${regionOf(key)}.amazonaws.com` };
    return calls(
        by,
        actions.map(action => `kms:${action}`),
        key,
        { ...through, ...more },
    );
}

/** What encrypts new objects of a bucket, by its id. */
export function encryptionOf(
    bucket: unknown,
    all: KnownOf,
): { readonly key?: unknown; readonly hasBucketKey: boolean } {
    const found = all("s3/bucketServerSideEncryptionConfiguration").find(({ inputs }) => inputs.bucket === bucket);
    const [rule] = listOf(found?.inputs.rules) as [Properties | undefined];
    const applied = rule?.applyServerSideEncryptionByDefault as Properties | undefined;
    return { key: applied?.kmsMasterKeyId, hasBucketKey: rule?.bucketKeyEnabled === true };
}

/** ARN of a bucket's object. */
export const objectIn = (bucket: unknown, key: string) => `arn:aws:s3:::${String(bucket)}/${key}`;

export const named = (kind: string, arn: unknown, all: KnownOf): Known | undefined =>
    all(kind).find(({ outputs }) => outputs.arn === arn);
