import type { EnvironmentOf } from "./programs";
import type { ModelPlan, ReleasePlan, ServingPlan } from "./serving";

type OfRelease =
    | "MODEL_NAME"
    | "MODEL_VERSION"
    | "MODEL_URI"
    | "MODEL_DIGEST"
    | "HOST"
    | "PORT"
    | "MAX_BODY_BYTES"
    | "BATCH_SIZE"
    | "BATCH_WAIT_MS"
    | "SAMPLES_PERCENT"
    | "SAMPLES_KEEP";

/** What a model server needs to know of the region's serving. */
interface ServingOfServer extends Pick<ServingPlan, "samples"> {
    readonly limits: Pick<ServingPlan["limits"], "bodyKiB">;
}

/** Where a model server finds its release and listens; what is known after an update only is of the adapter's own type. */
export interface ServerPlace<Value> {
    /** The release's file. */
    readonly file: Value;
    /** @default - 127.0.0.1 */
    readonly host?: Value;
    readonly port: Value;
}

/** The environment that every model server receives, whichever cloud runs it. */
export function serverEnvironment<Value>(
    { name, batching }: Pick<ModelPlan, "name" | "batching">,
    { digest, version }: Pick<ReleasePlan, "digest" | "version">,
    { limits: { bodyKiB }, samples }: ServingOfServer,
    { file, host, port }: ServerPlace<Value>,
): Pick<EnvironmentOf<"model-server", Value>, OfRelease> {
    return {
        MODEL_NAME: name,
        MODEL_VERSION: version,
        MODEL_URI: file,
        MODEL_DIGEST: digest,
        ...(host === undefined ? {} : { HOST: host }),
        PORT: port,
        MAX_BODY_BYTES: String(bodyKiB * 1024),
        ...(batching && { BATCH_SIZE: String(batching.size), BATCH_WAIT_MS: String(batching.waitMs) }),
        ...(samples && { SAMPLES_PERCENT: String(samples.percent), SAMPLES_KEEP: String(samples.keep) }),
    };
}
