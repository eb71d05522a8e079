/**
 * The candidate that a mistyped word was most likely meant to be, or `undefined` where none is near: at most a third of
 * its letters may be wrong. Case, accents and what stands between the parts don't count, nor does their order:
 * `us-east1` finds `us-east-1`, `west-eu` finds `eu-west`, `Zürich` finds `Zurich`.
 */
export function nearestSpelling(word: string, candidates: readonly string[]): string | undefined {
    const letters = lettersOf(word);
    const most = Math.floor(letters.length / 3);
    let nearest: string | undefined;
    let least = most + 1;
    for (const candidate of candidates) {
        const distance = differenceOf(word, letters, candidate, least);
        if (distance < least) {
            nearest = candidate;
            least = distance;
        }
    }
    return nearest;
}

/** Words in the order in which they resemble the one that was written; as they are where that is no text. */
export function nearestFirst(written: unknown, candidates: readonly string[]): readonly string[] {
    if (typeof written !== "string") return candidates;
    const letters = lettersOf(written);
    return candidates
        .map(candidate => ({ candidate, distance: differenceOf(written, letters, candidate, Infinity) }))
        .sort((a, b) => a.distance - b.distance)
        .map(({ candidate }) => candidate);
}

/** What to do where a spelling is the one that was likely meant. */
export function correction(spelling: string): string {
    return `write ${spelling} instead`;
}

/** How far a candidate is, in edits. Less than one edit puts the word itself before the same letters, and these before the same parts. */
function differenceOf(word: string, letters: string, candidate: string, least: number): number {
    if (word === candidate) {
        return 0;
    }
    const others = lettersOf(candidate);
    if (letters === others) {
        return 0.25;
    }
    if (partsOf(word) === partsOf(candidate)) {
        return 0.5;
    }
    return Math.abs(letters.length - others.length) < least ? edits(letters, others) : Infinity;
}

/**
 * Damerau–Levenshtein distance (optimal string alignment): the fewest insertions, deletions, substitutions and swaps
 * of neighbours that make one word of the other.
 */
export function edits(from: string, to: string): number {
    let beforeLast: number[] = [];
    let last = Array.from({ length: to.length + 1 }, (_, j) => j);
    for (let i = 1; i <= from.length; i++) {
        const row = [i];
        for (let j = 1; j <= to.length; j++) {
            const same = from[i - 1] === to[j - 1];
            const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
            row.push(
                Math.min(
                    last[j]! + 1,
                    row[j - 1]! + 1,
                    last[j - 1]! + (same ? 0 : 1),
                    swapped ? beforeLast[j - 2]! + 1 : Infinity,
                ),
            );
        }
        [beforeLast, last] = [last, row];
    }
    return last[to.length]!;
}

/** Lower-case letters and digits, without accents. */
function lettersOf(word: string): string {
    return unaccented(word).replace(/[^\p{L}\p{N}]/gu, "");
}

/** The parts of a word in one order, where a number is a part of its own. */
function partsOf(word: string): string {
    const parts = unaccented(word).match(/\p{L}+|\p{N}+/gu) ?? [];
    return parts.sort().join(" ");
}

function unaccented(word: string): string {
    return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
