import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

export type StackConfig = Record<`meridian:${string}`, unknown>;

export interface StackChoices {
    /** Percent of the newer release. */
    readonly canary?: number;
    /** Percent of inferences that the newer release is asked as a shadow; it then has no share. */
    readonly shadow?: number;
    readonly digests?: Readonly<Record<string, string>>;
    readonly eu?: readonly string[];
    readonly us?: readonly string[];
    /** The eu cell's backup location; `null` for none. */
    readonly euBackup?: string | null;
    /** What is stored; nothing by default. */
    readonly store?: unknown;
    /** What is measured; with drift each release has its baseline. */
    readonly observability?: { readonly drift?: object; readonly withdraw?: object };
    /** Whether there is a cell us. */
    readonly withUs?: boolean;
}

const artifact = (version: string) => `stacks/models/screening/${version}/model.onnx`;
const baseline = (version: string) => `stacks/models/screening/${version}/baseline.json`;

export function digestOf(version: string): string {
    return digestOfFile(artifact(version));
}

/** Of the baseline of a release. */
export const digestOfBaseline = (version: string) => digestOfFile(baseline(version));

function digestOfFile(file: string): string {
    const content = readFileSync(path.join(packageRoot(), file));
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** The stack `local`, with what a test wants different. */
export function stackConfig({
    canary = 10,
    shadow,
    digests = {},
    eu = ["local:eu-west", "local:eu-central"],
    us = ["local:us-east", "local:us-west"],
    euBackup = "local:eu-north",
    store,
    observability,
    withUs = true,
}: StackChoices = {}): StackConfig {
    const release = (version: string) => ({
        artifact: `file:${artifact(version)}`,
        digest: digests[version] ?? digestOf(version),
        ...(observability?.drift && {
            baseline: { artifact: `file:${baseline(version)}`, digest: digestOfBaseline(version) },
        }),
    });
    return {
        "meridian:service": "screening",
        "meridian:domain": "screening.localhost",
        "meridian:cells": [
            {
                name: "eu",
                jurisdictions: ["EU"],
                dataClasses: ["health"],
                regions: eu,
                primary: eu[0],
                ...(euBackup === null ? {} : { backup: euBackup }),
            },
            ...(withUs
                ? [
                      {
                          name: "us",
                          jurisdictions: ["US"],
                          dataClasses: ["health"],
                          regions: us,
                          primary: us[0],
                          backup: "local:us-south",
                      },
                  ]
                : []),
        ],
        ...(store === undefined ? {} : { "meridian:store": store }),
        ...(observability && { "meridian:observability": observability }),
        "meridian:models": [
            {
                name: "screening",
                releases: { "1.0.0": release("1.0.0"), "2.0.0": release("2.0.0") },
                ...(shadow === undefined
                    ? {
                          traffic: [
                              { version: "1.0.0", percent: 100 - canary },
                              { version: "2.0.0", percent: canary },
                          ],
                      }
                    : {
                          traffic: [{ version: "1.0.0", percent: 100 }],
                          shadow: { version: "2.0.0", percent: shadow },
                      }),
                stickyBy: "header:x-subject",
            },
        ],
    };
}
