import { readFileSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../../plan/faults";
import { exportAuthorityFaults } from "../../plan/watch/export-authorities";

/** Seconds between pushes: as exporters do by default (https://opentelemetry.io/docs/specs/otel/metrics/sdk/#periodic-exporting-metricreader). */
export const exportSeconds = 60;

/** The certificates in the file of an export, relative to the program's directory. Throws `ConfigFaults` where it has none. */
export function authorityOf(ca: string, i: number): string {
    const found = contentOf(path.resolve(pulumi.runtime.getRootDirectory(), ca));
    refuse(exportAuthorityFaults(ca, i, found));
    return "text" in found ? found.text : "";
}

function contentOf(file: string): { readonly text: string } | { readonly unreadable: string } {
    try {
        return { text: readFileSync(file, "utf8") };
    } catch (error) {
        return { unreadable: (error as NodeJS.ErrnoException).code ?? "unknown" };
    }
}
