import type { StackState } from "./rehearsal";

/** A resource as it was asked for. */
export interface Made {
    readonly type: string;
    readonly name: string;
    readonly id: string;
    readonly inputs: Inputs;
    readonly outputs: Inputs;
    readonly provider: string;
}

export type Inputs = Readonly<Record<string, unknown>>;

/** What was made in clouds. */
export class MadeThings {
    readonly all: readonly Made[];

    constructor({ deployment }: StackState) {
        this.all = (deployment.resources ?? [])
            .filter(({ id, type }) => id !== undefined && !type.startsWith("pulumi:"))
            .map(({ id, inputs = {}, outputs = {}, provider = "", type, urn }) => ({
                type,
                name: urn.split("::").slice(3).join("::"),
                id: id!,
                inputs,
                outputs,
                provider,
            }));
    }

    /** `kms/key` → all keys. */
    of(type: string): readonly Made[] {
        const [module, resource] = type.split("/") as [string, string];
        const token = `aws:${module}/${resource}:${resource[0]!.toUpperCase()}${resource.slice(1)}`;
        return this.all.filter(each => each.type === token);
    }

    /** The one that something names by its id or ARN. */
    named(reference: unknown): Made | undefined {
        return this.all.find(({ id, outputs }) => id === reference || outputs.arn === reference);
    }
}

/** A policy, whether as text or as it was written. */
export function statementsOf(policy: unknown): readonly Inputs[] {
    const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement: Inputs[] };
    return document.Statement;
}

export const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]) as string[];
