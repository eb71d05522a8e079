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

/** The same if an operator can fix the directory: then the archive can be unpacked. */
export class PlaceRefused extends UnpackRefused {}

/** What JSON leaves as it is, and terminals act on: other control characters, ends of lines, and changes of direction. */
const acting = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A name in an archive, for messages: control characters escaped, and cut. */
export function shown(name: string): string {
    const json = JSON.stringify(name.length > mostShown ? `${name.slice(0, mostShown)}…` : name);
    return json.replace(acting, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
