import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../../../../runtime/log";
import { unpackedFault } from "../../../../runtime/unpack/record";
import { PlaceRefused, UnpackRefused } from "../../../../runtime/unpack/refused";
import { unpack } from "../../../../runtime/unpack/unpack";
import type { Launch } from "./launch";

/** For an operator to free space on the disk. */
const AGAIN_MS = 30_000;
/** A directory may have many files, and what changes in it is seen late rather than at the price of a processor. */
const LOOK_MS = 10_000;
/** How many times as long as a look the pause before the next one is, at least. */
const PAUSES = 50;

/** The directory that the archive of a region's releases becomes: one for all servers of that file. */
export function unpackedAt(file: string): string {
    return `${file}.files`;
}

/** The directory of a release that is an archive, and whether it is as it was unpacked. */
export class UnpackedDirectory {
    private readonly directory: string;
    private part: { removeNow(): void } | undefined;
    private fault: string | undefined;
    private nextAt = 0;

    constructor(
        private readonly launch: Launch,
        private readonly log: Log,
    ) {
        this.directory = unpackedAt(launch.file);
    }

    /** The fault that was found last; undefined where there is none. */
    get found(): string | undefined {
        return this.fault;
    }

    /** Unpacks the archive, where that has not been done: again and again where the disk has no room, until the launcher ends. */
    async make(report: (fault: string, lasting?: boolean) => void, ending: () => boolean): Promise<void> {
        report("the release's archive is being unpacked");
        while (!ending()) {
            try {
                await this.unpack();
                return;
            } catch (error) {
                // Its part was removed under it.
                if (ending()) return;
                if (!(error instanceof UnpackRefused)) throw error;
                report(error.message, !(error instanceof PlaceRefused));
                await pause(AGAIN_MS);
            }
        }
    }

    /** Looks again, where it is time to. */
    async now(): Promise<void> {
        const started = performance.now();
        if (started < this.nextAt) return;
        this.fault = await unpackedFault(this.directory, this.launch.digest);
        const ended = performance.now();
        this.nextAt = ended + Math.max(LOOK_MS, PAUSES * (ended - started));
    }

    /** Removes what is not whole yet: for a launcher that ends. */
    removePart(): void {
        this.part?.removeNow();
    }

    private async unpack(): Promise<void> {
        const started = performance.now();
        const { file, digest } = this.launch;
        const order = { archive: file, digest, directory: this.directory };
        const made = await unpack({ ...order, begun: part => (this.part = part) });
        this.part = undefined;
        if (made === undefined) return;
        this.log.info("unpacked", { ...made, tookMs: Math.round(performance.now() - started) });
    }
}
