/** An archive that can't be unpacked, or a place where it can't. Lower case, no full stop. */
export class UnpackRefused extends Error {
    constructor(
        readonly problem: string,
        readonly remedy: string,
        options?: ErrorOptions,
    ) {
        super(`${problem}; ${remedy}`, options);
    }
}

const mostShown = 120;

/** The same where an operator can mend the place: then the archive can be unpacked. */
export class PlaceRefused extends UnpackRefused {}

/** A name in an archive, for messages: control characters escaped, and cut. */
export function shown(name: string): string {
    return JSON.stringify(name.length > mostShown ? `${name.slice(0, mostShown)}…` : name);
}
