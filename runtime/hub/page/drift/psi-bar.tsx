import { Amount } from "../amount";
import { distance, isKnown } from "../amounts";

interface Props {
    readonly psi: number | undefined;
    readonly limit: number | undefined;
}

const [width, height] = [72, 10];

/** An index as a bar against its limit, which stands at half of the width: what is twice as far is as bad as it gets. */
export function PsiBar({ psi, limit }: Props) {
    const whole = (limit ?? 0.2) * 2;
    return (
        <span class="psi">
            <span class="number">
                <Amount of={psi} as={distance} />
            </span>
            <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
                <rect class="track" width={width} height="6" y="2" rx="3" />
                {isKnown(psi) && (
                    <rect
                        class={limit !== undefined && psi > limit ? "bar over" : "bar"}
                        width={Math.max(2, Math.min(1, psi / whole) * width)}
                        height="6"
                        y="2"
                        rx="3"
                    />
                )}
                {limit !== undefined && <path class="limit" d={`M${width / 2} 0V${height}`} />}
            </svg>
        </span>
    );
}
