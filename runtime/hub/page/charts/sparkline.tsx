import { isKnown } from "../amounts";

const [width, height] = [88, 22];

/** A line without axes. Those who can't see it miss nothing: the newest value stands beside it, the others in the region's charts. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
    return (
        <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
            <path d={pathOf(values)} />
        </svg>
    );
}

/** From zero up, so that a small change looks small; with a gap where nothing is known. */
function pathOf(values: readonly (number | null)[]): string {
    const highest = Math.max(...values.filter(isKnown), Number.MIN_VALUE);
    const x = (i: number) => ((i / Math.max(1, values.length - 1)) * (width - 2) + 1).toFixed(1);
    const y = (value: number) => (height - 1 - (value / highest) * (height - 3)).toFixed(1);
    return values
        .map((value, i) => (isKnown(value) ? `${isKnown(values[i - 1]) ? "L" : "M"}${x(i)} ${y(value)}` : ""))
        .join("");
}
