import { type Order, unpack, type Unpacked } from "../../../../runtime/unpack/unpack";
import { unpackedFault } from "../../../../runtime/unpack/record";
import type { Launch } from "./launch";

/** A directory may have many files, and what changes in it is seen late rather than at the price of a processor. */
const LOOK_MS = 10_000;
/** How much longer than a look the pause before the next one is, at least. */
const PAUSES = 50;

/** The directory that the archive of a region's releases becomes: one for all servers of that file. */
export function unpackedAt(file: string): string {
    return `${file}.files`;
}

/** Unpacks the release's archive, where that has not been done. */
export function unpackRelease({ file, digest }: Launch, begun: Order["begun"] & {}): Promise<Unpacked | undefined> {
    return unpack({ archive: file, digest, directory: unpackedAt(file), begun });
}

/** Whether the directory is as it was unpacked. */
export class DirectoryCheck {
    private fault: string | undefined;
    private nextAt = performance.now() + LOOK_MS;

    constructor(private readonly launch: Launch) {}

    /** The fault that was found last; undefined where there is none. */
    get found(): string | undefined {
        return this.fault;
    }

    /** Looks again, where it is time to. */
    async now(): Promise<string | undefined> {
        const started = performance.now();
        if (started < this.nextAt) return this.fault;
        this.fault = await unpackedFault(unpackedAt(this.launch.file), this.launch.digest);
        const ended = performance.now();
        this.nextAt = ended + Math.max(LOOK_MS, PAUSES * (ended - started));
        return this.fault;
    }
}
