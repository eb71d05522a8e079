import type { ModelConfig } from "../config/models";
import type { ObservabilityConfig } from "../config/observability";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";

/** Releases that are asked something, and have nothing that drift could be measured against. */
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
            allowed: "a release with a baseline, by which observability.drift is measured",
            remedy: "add baseline: { artifact, digest }, the file that says how its features and scores were distributed, or leave observability.drift out",
        }));
}

/** In any region: those of the traffic, of waves, and the shadow. */
function askedVersions({ traffic, regions, shadow }: ModelConfig): ReadonlySet<string> {
    const shares = [traffic, ...Object.values(regions).map(wave => wave.traffic)].flat();
    return new Set([...shares.map(({ version }) => version), ...(shadow ? [shadow.version] : [])]);
}
