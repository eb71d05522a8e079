import type { EnvironmentOf } from "./programs";
import type { ReleasePlan } from "./serving";

/** Where a release is read from, and the file that it becomes; what is known after an update only is of the adapter's own type. */
export interface FetchPlace<Value> {
    /** As `SOURCE_URI` has it. */
    readonly source: Value;
    /** The file that the model server reads. */
    readonly file: Value;
    /** Of an S3 bucket. */
    readonly region?: Value;
}

/** The environment that `fetch` receives before a model server starts. */
export function fetchEnvironment<Value>(
    { digest }: Pick<ReleasePlan, "digest">,
    { source, file, region }: FetchPlace<Value>,
): Pick<EnvironmentOf<"fetch", Value>, "SOURCE_URI" | "MODEL_URI" | "MODEL_DIGEST" | "AWS_REGION"> {
    return {
        SOURCE_URI: source,
        MODEL_URI: file,
        MODEL_DIGEST: digest,
        ...(region === undefined ? {} : { AWS_REGION: region }),
    };
}
