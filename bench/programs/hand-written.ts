import type { StackState } from "../../tests/rehearsal/rehearsal";
import type { Recorded } from "../../tests/rehearsal/stand-in/adopt";
import { isAsset, isSecret } from "../../tests/rehearsal/stand-in/values";

/**
 * The program that a user would write without this package for the resources of a state: each resource once, with the SDK's own class, its
 * inputs as they are, and another resource's output wherever an input equals one. It has no components, plans or checks.
 */
export function handWritten({ deployment }: StackState): string {
    const resources = (deployment.resources ?? []).filter(({ id }) => id !== undefined);
    const known = new Map<string, string>();
    const providers = new Map<string, number>();
    const lines = resources.map((resource, i) => {
        const isProvider = resource.type.startsWith("pulumi:providers:");
        if (isProvider) providers.set(`${resource.urn}::${resource.id}`, i);
        const inputs = Object.entries(resource.inputs ?? {})
            .filter(([key]) => !(isProvider && notOwn.includes(key)))
            .map(([key, value]) => `${JSON.stringify(key)}: ${written(isProvider ? parsed(value) : value, known)}`);
        const provider = providers.get(resource.provider ?? "");
        const opts = provider === undefined ? "" : `, { provider: made[${provider}] }`;
        known.set(resource.id!, `made[${i}].id`);
        const arn = resource.outputs?.arn;
        if (typeof arn === "string") known.set(arn, `made[${i}].arn`);
        return `made[${i}] = new ${classOf(resource)}(${JSON.stringify(nameOf(resource))}, { ${inputs.join(", ")} }${opts});`;
    });
    return `
const path = require("node:path");
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const random = require("@pulumi/random");
const made = [];
${lines.join("\n")}
`;
}

const notOwn = ["__internal", "version", "skipCredentialsValidation", "skipRegionValidation"];

const nameOf = ({ urn }: Recorded) => urn.split("::").slice(3).join("::");

/** `aws:ec2/vpc:Vpc` → `aws.ec2.Vpc`, `pulumi:providers:aws` → `aws.Provider` */
function classOf({ type }: Recorded): string {
    const [pkg, module, name] = type.split(":") as [string, string, string];
    if (pkg === "pulumi") return `${name}.Provider`;
    const [part] = module.split("/") as [string];
    return part === "index" ? `${pkg}.${name}` : `${pkg}.${part}.${name}`;
}

/** Providers receive lists and objects as text. */
function parsed(value: unknown): unknown {
    return typeof value === "string" && /^[[{]/.test(value) ? JSON.parse(value) : value;
}

function written(value: unknown, known: ReadonlyMap<string, string>): string {
    if (typeof value === "string") return known.get(value) ?? JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(each => written(each, known)).join(", ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (isSecret(value)) return `pulumi.secret(${String((value as { plaintext?: string }).plaintext)})`;
    if (isAsset(value)) {
        const file = (value as unknown as { path: string }).path.replace(/^.*\/(?=stacks\/)/, "");
        return `new pulumi.asset.FileAsset(path.resolve(pulumi.runtime.getRootDirectory(), ${JSON.stringify(file)}))`;
    }
    return `{ ${Object.entries(value)
        .map(([key, inner]) => `${JSON.stringify(key)}: ${written(inner, known)}`)
        .join(", ")} }`;
}
