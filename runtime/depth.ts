/**
 * Levels of arrays and objects within each other that JSON may have here. Readers of JSON give up at some depth, each at its own: a
 * recursive one where its stack ends. What one process accepts, all others must be able to read.
 */
export const MOST_DEPTH = 64;

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
