import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { samples } from "./cell-under-test";
import type { Asked } from "./client";
import type { StackConfig } from "./stack-config";

interface Committed {
    readonly config: StackConfig & {
        readonly "meridian:cells": readonly { readonly name: string }[];
        readonly "meridian:observability": object;
        readonly "meridian:models": readonly [{ readonly features: { readonly attributes: readonly string[] } }];
    };
}

/** The stack `local` as it is committed, in which the model looks its features up. */
export const committed = (
    parse(readFileSync(path.join(packageRoot(), "stacks", "Pulumi.local.yaml"), "utf8")) as Committed
).config;

const { attributes } = committed["meridian:models"][0].features;

/** The record of a subject, as the item of a table. */
export function itemOf(i: number): Asked {
    const { inputs } = JSON.parse(samples[i % samples.length]!) as { inputs: [{ data: number[] }] };
    const item = Object.fromEntries(attributes.map((name, column) => [name, inputs[0].data[column]]));
    return { method: "PUT", path: `/v1/tables/features/subject-${i}`, body: JSON.stringify(item) };
}

/** An inference that names a subject in place of its features. */
export function bySubject(subject: string): string {
    return JSON.stringify({ parameters: { subject }, inputs: [] });
}
