import type { ModelConfig } from "../config/models";
import type { ObservabilityConfig } from "../config/observability";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";

/** Releases that receive requests, but have no baseline to measure drift against. */
export function driftFaults({ drift }: Partial<ObservabilityConfig>, models: readonly ModelConfig[]): Fault[] {
    return drift === undefined ? [] : models.flatMap(withoutBaseline);
}

function withoutBaseline(model: ModelConfig, i: number): Fault[] {
    const asked = askedVersions(model);
    return Object.entries(model.releases)
        .filter(([version, { baseline }]) => baseline === undefined && asked.has(version))
        .map(([version]) => ({
            code: "observability/drift-without-baseline",
            path: pathOf(["models", i, "releases", version]),
            problem: `release ${quoted(version)} of model ${quoted(model.name)} has no baseline, expected one to measure observability.drift against`,
            remedy: "add baseline: { artifact, digest } with the distributions of its features and scores, or remove observability.drift",
        }));
}

/** In any region: those of the traffic, of waves, and the shadow. */
function askedVersions({ traffic, regions, shadow }: ModelConfig): ReadonlySet<string> {
    const shares = [traffic, ...Object.values(regions).map(wave => wave.traffic)].flat();
    return new Set([...shares.map(({ version }) => version), ...(shadow ? [shadow.version] : [])]);
}
