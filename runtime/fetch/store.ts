import { NoArtifact, streamArtifact } from "../store/artifacts";
import { openStore } from "../store/connection";
import type { StoreAddress } from "../store/address";
import { Passing, Refused } from "./failure";
import type { Content, Source } from "./source";

/** A release in its cell's store, which has it under its digest. */
export function storeSource(store: StoreAddress, digest: string): Source {
    return {
        shown: `store:${digest}`,
        open: (_at, signal) => open(store, digest, signal),
    };
}

async function open(store: StoreAddress, digest: string, signal: AbortSignal): Promise<Content> {
    const { nats } = await openStore(store).catch((error: unknown) => {
        throw unreached(store, error);
    });
    const close = () => void nats.close();
    signal.addEventListener("abort", close, { once: true });
    try {
        const { bytes, pieces } = await streamArtifact(nats, digest);
        return { from: 0, length: bytes, pieces: closing(pieces, () => nats.close(), store) };
    } catch (error) {
        await nats.close();
        if (!(error instanceof NoArtifact)) throw unreached(store, error);
        throw new Refused(`the cell's store has no artifact ${digest}`, "run `pulumi up`: it puts the releases there");
    }
}

async function* closing(
    pieces: AsyncIterable<Uint8Array>,
    close: () => Promise<void>,
    store: StoreAddress,
): AsyncIterable<Uint8Array> {
    try {
        yield* pieces;
    } catch (error) {
        throw unreached(store, error);
    } finally {
        await close();
    }
}

function unreached({ host, port }: StoreAddress, error: unknown): Passing {
    const reason = error instanceof Error ? error.message : String(error);
    return new Passing(
        `the store at ${host}:${port} does not answer (${reason})`,
        "start the region's server of the store, and see that the certificate in TLS_CERT may read artifacts",
    );
}
