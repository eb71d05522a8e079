import type { Cloud } from "../places/catalogue";
import type { Capability } from "./capability";

/** Something that some clouds of a stack can't do, in the words of a fault. */
export interface Lack {
    /** Where it is had, as in `on aws, local`. */
    readonly able: string;
    /** Which clouds don't have it, and why. */
    readonly unable: string;
}

/** What is lacking where only some clouds can; `undefined` where none of a stack's clouds lacks it. */
export function lackOf(
    clouds: readonly Cloud[],
    able: readonly Cloud[],
    capabilityOf: (cloud: Cloud) => Pick<Capability, "state"> & { readonly why?: string },
): Lack | undefined {
    const lacking = clouds.filter(cloud => !able.includes(cloud));
    return lacking.length === 0
        ? undefined
        : {
              able: `on ${able.join(", ") || "no cloud"}`,
              unable: lacking.map(cloud => `${cloud}, which can't: ${capabilityOf(cloud).why}`).join(", and "),
          };
}
