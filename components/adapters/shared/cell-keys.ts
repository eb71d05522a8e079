import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Secrets that a cell has once, in hexadecimal digits. */
export interface CellKeys {
    /** By which gates of the cell know each other. */
    readonly gateKey: pulumi.Output<string>;
    /** With which subjects are hashed in logs. */
    readonly subjectKey: pulumi.Output<string>;
}

/** 256 bits each (RFC 2104 §3: a key is as long as the hash at least). */
const length = 32;

export function makeCellKeys(name: string, opts: pulumi.CustomResourceOptions): CellKeys {
    return {
        gateKey: new random.RandomBytes(`${name}-gate-key`, { length }, opts).hex,
        subjectKey: new random.RandomBytes(`${name}-subject-key`, { length }, opts).hex,
    };
}
