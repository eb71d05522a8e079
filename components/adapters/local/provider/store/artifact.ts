import { digestHex } from "../../../../plan/serving/release-file";
import { refuseOther } from "../artifact";
import { resolveIn } from "../files";
import type { Kind } from "../kind";
import { withSource } from "../source";
import { digestOf } from "../../../../../runtime/files";
import { hasArtifact, openArtifacts, putArtifact } from "../../../../../runtime/operator/artifacts";
import { operatorInbox, withPatience, withStore } from "../../../../../runtime/operator/connection";
import { accessOf, type StoreIdentity } from "./access";

export interface StoredArtifactInputs extends StoreIdentity {
    readonly cell: string;
    /** `file:<path>`, relative to the project, or `https://…`. */
    readonly source: string;
    readonly digest: string;
}

export interface StoredArtifactOutputs {
    /** Whether the store has it, under its digest. */
    readonly stored: boolean;
}

/** A model file in a cell's store, at every place of it, under its digest. */
export const storedArtifact: Kind<StoredArtifactInputs, StoredArtifactOutputs> = {
    identify: ({ cell, digest }) => `${cell}/${digest}`,
    async apply(inputs) {
        const { source, digest } = inputs;
        await withSource(inputs, resolveIn(inputs.root, digestHex(inputs)), async pieces => {
            refuseOther(source, digest, await digestOf(pieces()));
            await withPatience(accessOf(inputs), `artifact ${digest}`, async nats => {
                const artifacts = await openArtifacts(nats);
                if (!(await hasArtifact(artifacts, digest))) await putArtifact(artifacts, digest, pieces());
            });
        });
        return { stored: true };
    },
    async inspect(inputs) {
        try {
            return await withStore(accessOf(inputs), operatorInbox, async nats => {
                const stored = await hasArtifact(await openArtifacts(nats), inputs.digest);
                return { stored };
            });
        } catch {
            return { stored: false };
        }
    },
    isRight: (_inputs, { stored }) => stored,
    async remove(inputs) {
        const { cell, digest } = inputs;
        await withStore(accessOf(inputs), operatorInbox, async nats => {
            await (await openArtifacts(nats)).delete(digest);
        }).catch((error: unknown) => {
            // A store that is down must not keep a stack from being destroyed.
            console.log(
                `artifact ${digest} of cell ${cell} goes with the store's data only: ${(error as Error).message}`,
            );
        });
    },
};
