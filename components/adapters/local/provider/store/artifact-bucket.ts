import { artifactBucketOn } from "../../../../../runtime/operator/artifacts";
import { makeBucket, stateOfBucket } from "../../../../../runtime/operator/bucket";
import { operatorInbox, withPatience, withStore } from "../../../../../runtime/operator/connection";
import type { Kind } from "../kind";
import { accessOf, type StoreIdentity } from "./access";

export interface ArtifactBucketInputs extends StoreIdentity {
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
        withPatience(accessOf(inputs), `model files of cell ${inputs.cell}`, async nats => {
            await makeBucket(nats, artifactBucketOn(inputs.copies));
            return { state: "whole" };
        }),
    async inspect(inputs) {
        try {
            return {
                state: await withStore(accessOf(inputs), operatorInbox, nats =>
                    stateOfBucket(nats, artifactBucketOn(inputs.copies)),
                ),
            };
        } catch {
            return { state: "not reached" };
        }
    },
    isRight: (_inputs, { state }) => state === "whole",
    remove: () => Promise.resolve(),
};
