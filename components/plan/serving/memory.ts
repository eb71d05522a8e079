import type { Fault } from "../faults";

/** Default memory limit of an Envoy, in MiB. */
export const usualMemoryMiB = 1024;

/** A gate keeps bodies as a whole: so many of the largest find room where nothing is said. */
const usualBodies = 16;

/** With room for fewer it would refuse bodies within `bodyKiB`. */
const leastBodies = 4;

/** Of `routing.limits`. */
interface Sizes {
    readonly bodyKiB: number;
    readonly memoryMiB?: number | undefined;
}

/** What a gate may use: as said, else enough for the largest bodies. */
export function memoryOf({ bodyKiB, memoryMiB }: Sizes): number {
    return memoryMiB ?? Math.max(usualMemoryMiB, roomFor(usualBodies, bodyKiB));
}

/** Less than what the largest bodies need. */
export function memoryFaults({ bodyKiB, memoryMiB }: Sizes, at: string): Fault[] {
    const least = roomFor(leastBodies, bodyKiB);
    return memoryMiB === undefined || memoryMiB >= least
        ? []
        : [
              {
                  code: "limits/memory-below-bodies",
                  path: `${at}.memoryMiB`,
                  value: memoryMiB,
                  problem: `memoryMiB is ${memoryMiB} MiB, expected at least ${least} MiB for ${leastBodies} bodies of ${bodyKiB} KiB each`,
                  remedy: "raise memoryMiB, or lower bodyKiB",
              },
          ];
}

function roomFor(bodies: number, bodyKiB: number): number {
    return Math.ceil((bodies * bodyKiB) / 1024);
}
