import type { Cloud } from "../catalogue";
import { local } from "./local";

/** What a cloud can do, and its limits, as data: checking a config needs no SDK. What is absent is refused. */
export interface CloudFacts {
    readonly edges: readonly string[];
    readonly artifactSchemes: readonly string[];
    readonly checks: {
        /** Shortest interval between health checks that the cloud's routing takes, in seconds. */
        readonly floorSeconds: number;
        readonly defaultSeconds: number;
        /** Failed checks in a row before a backend is left out, where config doesn't say. */
        readonly defaultUnhealthyAfter: number;
    };
}

/** The clouds that can be built on. */
export const cloudFacts: Partial<Readonly<Record<Cloud, CloudFacts>>> = { local };
