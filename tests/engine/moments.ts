/** Marsaglia's xorshift: the same moments in every run. Between 0 and 1, one in each of so many equal parts, in random order. */
export function moments(count: number, seed: number): number[] {
    let state = seed;
    const random = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
    };
    const spread = Array.from({ length: count }, (_, i) => (i + random()) / count);
    for (let i = count - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [spread[i], spread[j]] = [spread[j]!, spread[i]!];
    }
    return spread;
}
