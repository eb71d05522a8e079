/** Where a release is read from. It is opened once for each attempt. */
export interface Source {
    /** As messages and logs name it: without a query, which may hold a signature. */
    readonly shown: string;
    /** Fails with `Refused` where another attempt would fail too, and with `Passing` where it may succeed. */
    open(at: Position | undefined, signal: AbortSignal): Promise<Content>;
}

/** How far an earlier attempt came, and of which version of the object. */
export interface Position {
    readonly bytes: number;
    readonly version: string;
}

export interface Content {
    /** The first byte of `pieces` in the object: 0, or where the earlier attempt ended. */
    readonly from: number;
    /** Bytes of the whole object, where the source declares them. */
    readonly length?: number;
    /** Another one for other bytes; absent where the source has no such mark, and an interrupted download starts again. */
    readonly version?: string;
    readonly pieces: AsyncIterable<Uint8Array>;
}
