import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import type { Asked } from "./client";

interface Sample {
    readonly id: string;
    readonly request: unknown;
}

/** Real records of the held-out split, as request bodies. */
export const samples: readonly string[] = (
    JSON.parse(readFileSync(path.join(packageRoot(), "stacks/models/screening/samples.json"), "utf8")) as Sample[]
).map(({ request }) => JSON.stringify(request));

/** An inference for subject `i`. */
export function inference(i: number): Asked {
    return {
        path: "/v2/models/screening/infer",
        method: "POST",
        headers: { "x-subject": `subject-${i}` },
        body: samples[i % samples.length]!,
    };
}
