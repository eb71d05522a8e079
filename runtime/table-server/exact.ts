import { Refusal } from "../refusal";
import { MOST_NAMES } from "./limits";

/** Texts, so that nothing in them is taken for anything else; what stands after a name; numbers. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|:|-?\d[\d.eE+-]*/gs;

/**
 * Refuses an item's JSON that could not be given back as it came: JSON has numbers of any size, and a double has not. Throws a `Refusal`
 * that names a position and no value.
 */
export function refuseInexact(json: string): void {
    let names = 0;
    for (const { 0: token, index } of json.matchAll(tokens)) {
        if (token === ":") names += 1;
        else if (!token.startsWith('"')) refuseInexactNumber(token, index);
    }
    if (names > MOST_NAMES) {
        throw new Refusal(400, `the body has ${names} names of attributes; allowed: ${MOST_NAMES}, at all levels`);
    }
}

function refuseInexactNumber(token: string, position: number): void {
    const value = Number(token);
    const isSpelledWhole = /^-?\d+$/.test(token);
    const isLost = !isSpelledWhole && value === 0 && /^[^eE]*[1-9]/.test(token);
    if (!Number.isFinite(value) || isLost) {
        throw new Refusal(400, `the number at position ${position} is beyond the range of a double; send it as text`);
    }
    // Answers write every whole number below 10^21 digit by digit (ECMA-262, Number::toString).
    if ((isSpelledWhole || Math.abs(value) < 1e21) && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new Refusal(
            400,
            `the whole number at position ${position} is outside of ±(2^53 − 1), where a double skips some; send it as text`,
        );
    }
}
