/** The first version number in what a program prints about itself. */
export function versionIn(text: string): string | undefined {
    return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

/** Numeric parts only: the minimums here are releases, and a pre-release of one counts as the release. */
export function isAtLeast(version: string, minimum: string): boolean {
    const [have, want] = [version, minimum].map(text => text.split(".").map(Number));
    for (const [index, wanted] of (want ?? []).entries()) {
        const part = have?.[index] ?? 0;
        if (part !== wanted) return part > wanted;
    }
    return true;
}
