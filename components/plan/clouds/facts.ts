import type { Cloud } from "../catalogue";
import type { CheckFacts, Edge } from "./cloud";
import { artifactSchemesOf, cloudTable, edgesOf } from "./table";

/** What a plan asks of a cloud that can be built on. */
export interface CloudFacts {
    readonly edges: readonly Edge[];
    readonly artifactSchemes: readonly string[];
    readonly checks: CheckFacts;
}

/** The clouds that can be built on. */
export const cloudFacts: Partial<Readonly<Record<Cloud, CloudFacts>>> = {
    local: { edges: edgesOf("local"), artifactSchemes: artifactSchemesOf("local"), checks: cloudTable.local.checks },
};
