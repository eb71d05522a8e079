import { artifactBucket as name } from "../../../../../runtime/store/artifacts";
import type { Kind } from "../kind";
import { type Bucket, makeBucket, stateOfBucket } from "./bucket";
import { operatorInbox, withPatience, withStore } from "./operator";
import type { StoreAccess } from "./access";

export interface ArtifactBucketInputs extends StoreAccess {
    readonly cell: string;
    /** Servers that keep a whole copy. */
    readonly copies: readonly string[];
}

export interface ArtifactBucketOutputs {
    /** `whole`, or what is wrong. */
    readonly state: string;
}

/** The cell's bucket of model files, with a copy at every place of the cell. It goes with the store. */
export const artifactBucket: Kind<ArtifactBucketInputs, ArtifactBucketOutputs> = {
    identify: ({ cell }) => cell,
    apply: inputs =>
        withPatience(inputs, `model files of cell ${inputs.cell}`, async nats => {
            await makeBucket(nats, bucketFor(inputs));
            return { state: "whole" };
        }),
    async inspect(inputs) {
        try {
            return { state: await withStore(inputs, operatorInbox, nats => stateOfBucket(nats, bucketFor(inputs))) };
        } catch {
            return { state: "not reached" };
        }
    },
    isRight: (_inputs, { state }) => state === "whole",
    remove: () => Promise.resolve(),
};

/** As the engine's clients make their object stores (ADR-20 of NATS), so that they read it. */
function bucketFor({ copies }: ArtifactBucketInputs): Bucket {
    return {
        copies,
        configuration: {
            name: `OBJ_${name}`,
            subjects: [`$O.${name}.C.>`, `$O.${name}.M.>`],
            storage: "file",
            retention: "limits",
            discard: "new",
            allow_direct: true,
            allow_rollup_hdrs: true,
        },
    };
}
