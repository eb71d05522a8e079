import type { Answer } from "./release-server";

const MIB = 1024 * 1024;
const chunk = Buffer.alloc(MIB / 4, "x");

/**
 * Answers with so many MiB, as fast as they are taken. All at once they would be encrypted in one turn, and meanwhile a test's process,
 * which has the servers in it, answers no check.
 */
export function pour(response: Answer, mib: number): void {
    let left = (mib * MIB) / chunk.length;
    const more = () => {
        for (; left > 0; left--) {
            if (!response.write(chunk)) {
                left--;
                return;
            }
        }
        response.end();
    };
    response.on("drain", more);
    more();
}
