import type { EnvironmentOf } from "./programs";
import type { ReleasePlan } from "./serving";

/** Where a release is read from, and the file or directory that it becomes; what is known after an update only is of the adapter's own type. */
export interface FetchPlace<Value> {
    /** As `SOURCE_URI` has it. */
    readonly source: Value;
    /** The file, or of an archive the directory, that the model server reads. */
    readonly file: Value;
    /** Of an S3 bucket. */
    readonly region?: Value;
}

/** The environment that `fetch` receives before a model server starts. */
export function fetchEnvironment<Value>(
    { digest, server }: Pick<ReleasePlan, "digest" | "server">,
    { source, file, region }: FetchPlace<Value>,
): Pick<EnvironmentOf<"fetch", Value>, "SOURCE_URI" | "MODEL_URI" | "MODEL_DIGEST" | "UNPACK" | "AWS_REGION"> {
    return {
        SOURCE_URI: source,
        MODEL_URI: file,
        MODEL_DIGEST: digest,
        ...(server?.unpack !== undefined && { UNPACK: server.unpack }),
        ...(region === undefined ? {} : { AWS_REGION: region }),
    };
}
