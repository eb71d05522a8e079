import type { OnProgress } from "../sources/source";

/** How often a terminal is written to: more is not seen. */
const everyMs = 100;

/** Progress reports of a download. */
export interface Progress {
    readonly on: OnProgress;
    /** Leaves nothing behind. */
    readonly done: () => void;
}

/** What someone who waits is shown: on a terminal one line that is written over, and gone at the end; elsewhere nothing. */
export function progressOf(
    what: string,
    stream: { readonly isTTY?: boolean; write(text: string): unknown },
    now: () => number = Date.now,
): Progress {
    if (stream.isTTY !== true) {
        return { on: () => undefined, done: () => undefined };
    }
    let last = 0;
    let isShown = false;
    return {
        on: (bytes, whole) => {
            if (now() - last < everyMs) return;
            last = now();
            isShown = true;
            const part = whole === undefined ? "" : ` of ${sizeOf(whole)}`;
            stream.write(`\r\u001b[K${what}: ${sizeOf(bytes)}${part}`);
        },
        done: () => {
            if (isShown) stream.write("\r\u001b[K");
        },
    };
}

export function sizeOf(bytes: number): string {
    const units = ["B", "KiB", "MiB", "GiB"];
    const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
    return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
