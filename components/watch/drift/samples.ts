import type { Sample } from "../metrics/samples";
import type { DriftState } from "../state";

/** The states of drift as metrics: what a watcher publishes of values that do not leave it. */
export function driftSamples(states: readonly DriftState[]): Sample[] {
    return states.flatMap(({ model, version, of, name, count, psi, ks, hasMoved }) => {
        const figures = { psi, ks, values: count, moved: hasMoved ? 1 : 0 };
        return Object.entries(figures).flatMap(([figure, value]) =>
            value === undefined
                ? []
                : [{ name: `meridian_drift_${figure}`, labels: { model, version, of, name }, value }],
        );
    });
}
