import { styleFor } from "../style";

/** Lines on standard error, each with the seconds since the first one. */
export function progress(): (text: string) => void {
    const begun = performance.now();
    const { dim } = styleFor(process.stderr);
    return text => {
        const seconds = ((performance.now() - begun) / 1_000).toFixed(1).padStart(6);
        process.stderr.write(`${dim(`${seconds} s`)}  ${text}\n`);
    };
}
