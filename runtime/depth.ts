/**
 * Levels of arrays and objects within each other that JSON may have here. Readers of JSON give up at some depth, each at its own: a
 * recursive one where its stack ends. What one process accepts, all others must be able to read.
 */
export const MOST_DEPTH = 64;

/** Whether UTF-8 JSON, and the text that it is, has more levels than that. */
export function isTooDeep(json: Uint8Array, text: string): boolean {
    return hasMoreThan(MOST_DEPTH, "[", "{", text) && depthOf(json) > MOST_DEPTH;
}

/**
 * Whether a text has more of two characters together than so many. As many levels need as many opening brackets, and most bodies have few
 * of them: these the engine finds much sooner than a loop over each byte.
 */
function hasMoreThan(most: number, one: string, other: string, text: string): boolean {
    let count = 0;
    for (const character of [one, other]) {
        for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
            if (++count > most) return true;
        }
    }
    return false;
}

/** How many levels of arrays and objects UTF-8 JSON has within each other. Found without recursion, so at any depth. */
export function depthOf(json: Uint8Array): number {
    let [depth, deepest] = [0, 0];
    for (let i = 0; i < json.length; i++) {
        const byte = json[i];
        if (byte === characters['"']) i = endOfText(json, i);
        else if (byte === characters["{"] || byte === characters["["]) deepest = Math.max(deepest, ++depth);
        else if (byte === characters["}"] || byte === characters["]"]) depth -= 1;
    }
    return deepest;
}

/** Where the text ends that begins at a quote. */
function endOfText(json: Uint8Array, from: number): number {
    for (let i = from + 1; i < json.length; i++) {
        if (json[i] === characters["\\"]) i += 1;
        else if (json[i] === characters['"']) return i;
    }
    return json.length;
}

/** In UTF-8, where no byte of a longer character is one of these. */
const characters = { '"': 0x22, "\\": 0x5c, "[": 0x5b, "]": 0x5d, "{": 0x7b, "}": 0x7d } as const;
