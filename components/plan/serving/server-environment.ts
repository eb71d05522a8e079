import type { LimitsPlan } from "./limits";
import type { ModelPlan, ReleasePlan } from "./serving";

/** Where a model server finds its release and listens; what is known after an update only is of the adapter's own type. */
export interface ServerPlace<Value> {
    /** The release's file. */
    readonly file: Value;
    /** @default - all addresses */
    readonly host?: Value;
    readonly port: Value;
}

/** The environment that every model server receives, whichever cloud runs it; its own `environment.ts` lists the optional variables. */
export function serverEnvironment<Value>(
    { name }: Pick<ModelPlan, "name">,
    { digest, version }: Pick<ReleasePlan, "digest" | "version">,
    { bodyKiB }: Pick<LimitsPlan, "bodyKiB">,
    { file, host, port }: ServerPlace<Value>,
): Readonly<Record<string, Value | string>> {
    return {
        MODEL_NAME: name,
        MODEL_VERSION: version,
        MODEL_URI: file,
        MODEL_DIGEST: digest,
        ...(host === undefined ? {} : { HOST: host }),
        PORT: port,
        MAX_BODY_BYTES: String(bodyKiB * 1024),
    };
}
