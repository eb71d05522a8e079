import { pathOf, segmentsOf } from "../config/paths";
import { andList } from "../config/word-lists";
import { quoted } from "../faults";
import type { Cloud } from "../places/catalogue";
import type { Capability } from "./capability";

/** What a config uses: at a path, with the value there where it has one that may be shown. */
export interface Used {
    readonly what: string;
    readonly path: string;
    readonly value?: unknown;
}

/** That some clouds of a stack do not support what a config uses, and why; `undefined` where all of them do. */
export function unsupported(
    used: Used,
    clouds: readonly Cloud[],
    able: readonly Cloud[],
    capabilityOf: (cloud: Cloud) => Pick<Capability, "state"> & { readonly why?: string },
): string | undefined {
    const unable = clouds.filter(cloud => !able.includes(cloud));
    if (unable.length === 0) return undefined;
    const whyOf = (cloud: Cloud) => capabilityOf(cloud).why!;
    const isOneReason = new Set(unable.map(whyOf)).size === 1;
    const reasons = isOneReason ? whyOf(unable[0]!) : unable.map(cloud => `${cloud}: ${whyOf(cloud)}`).join("; ");
    const subject = `${andList(unable)} ${unable.length === 1 ? "does" : "do"}`;
    return withValue(used, `${subject} not support ${used.what} (${reasons})${alternatives(able)}`);
}

/** `min is 3, but …`, where a value is the cause and the problem does not have it. */
export function withValue({ path, value }: Pick<Used, "path" | "value">, problem: string): string {
    if (typeof value === "string" && problem.includes(quoted(value))) return problem;
    const segments = segmentsOf(path);
    const key = pathOf(segments.slice(segments.findLastIndex(segment => typeof segment === "string")));
    return value === undefined ? problem : `${key} is ${quoted(value)}, but ${problem}`;
}

/** Clouds that support it, where there are any. */
export function alternatives(able: readonly Cloud[]): string {
    return able.length === 0 ? "" : `; clouds that support it: ${able.join(", ")}`;
}
