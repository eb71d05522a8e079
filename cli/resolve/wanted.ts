import { check } from "../../components/plan/config/check";
import type { Config } from "../../components/plan/config/config";
import { type ModelConfig, modelsSchema } from "../../components/plan/config/models";
import { pathOf } from "../../components/plan/config/paths";
import { type Fault, quoted } from "../../components/plan/faults";
import { placed } from "../fault-report";
import type { PlacedFault } from "../placed-fault";
import type { StackConfig } from "../stack-config";

/** A release as one stack says it. */
export interface Mention {
    readonly artifact: string;
    readonly digest?: string;
    readonly stack: StackConfig;
    /** Where in the stack's config. */
    readonly path: string;
}

/** A release, with every stack's word on it; all mean one artifact. */
export interface Wanted {
    readonly model: string;
    readonly version: string;
    readonly artifact: string;
    readonly mentions: readonly Mention[];
}

/**
 * Every release of some stacks, each once. Two stacks may not mean different files by one name and version, also where the
 * other is not one of these: they share the lock.
 */
export function wantedOf(
    stacks: readonly StackConfig[],
    others: readonly StackConfig[],
): { readonly wanted: Wanted[]; readonly faults: PlacedFault[] } {
    const read = stacks.map(readModels);
    const faults = read.flatMap(({ faults }) => faults);
    const known = new Map<string, Mention>();
    const wanted = new Map<string, Wanted & { mentions: Mention[] }>();
    for (const { model, version, mention } of read.flatMap(({ releases }) => releases)) {
        const key = JSON.stringify([model, version]);
        const first = known.get(key);
        known.set(key, first ?? mention);
        if (first !== undefined && first.artifact !== mention.artifact) {
            faults.push(...placed(mention.stack, [twoArtifacts(mention, first, { model, version })]));
            continue;
        }
        const { artifact } = mention;
        const before = wanted.get(key)?.mentions ?? [];
        wanted.set(key, { model, version, artifact, mentions: [...before, mention] });
    }
    for (const { model, version, mention } of others.flatMap(stack => readModels(stack).releases)) {
        const own = known.get(JSON.stringify([model, version]));
        if (own !== undefined && own.artifact !== mention.artifact) {
            faults.push(...placed(own.stack, [twoArtifacts(own, mention, { model, version })]));
        }
    }
    return { wanted: [...wanted.values()], faults };
}

interface Release {
    readonly model: string;
    readonly version: string;
    readonly mention: Mention;
}

/** Nothing of a stack whose models have faults is fetched: there may be a secret in an address. */
function readModels(stack: StackConfig): { readonly releases: Release[]; readonly faults: readonly PlacedFault[] } {
    const unread = stack.faults.filter(({ path }) => path === "config" || path.startsWith("models"));
    if (unread.some(({ path }) => path === "config")) {
        return { releases: [], faults: unread };
    }
    const { models = [] } = stack.input;
    const { value = [], faults } = check(modelsSchema, models, () => []);
    const form = faults
        .map(fault => ({ ...fault, path: inModels(fault.path) }))
        .filter(({ path }) => !unread.some(other => other.path === path));
    return {
        releases: value.flatMap((model, i) => releasesOf(model, i, stack)),
        faults: [...unread, ...placed(stack, form)],
    };
}

/** Paths of the list alone begin with a position. */
function inModels(path: string): string {
    return path.startsWith("[") ? `models${path}` : "models";
}

function releasesOf({ name, releases }: ModelConfig, i: number, stack: StackConfig): Release[] {
    return Object.entries(releases).map(([version, { artifact, digest }]) => ({
        model: name,
        version,
        mention: {
            artifact,
            ...(digest === undefined ? {} : { digest }),
            stack,
            path: pathOf(["models", i, "releases", version]),
        },
    }));
}

/** What releases are compared with. Their digests are in the config, never in the lock. */
export function baselinesIn({ models }: Pick<Config, "models">, stack: StackConfig): Wanted[] {
    return models.flatMap(({ name, releases }, i) =>
        Object.entries(releases).flatMap(([version, { baseline }]): Wanted[] => {
            if (baseline === undefined) return [];
            const path = pathOf(["models", i, "releases", version, "baseline"]);
            const mentions = [{ ...baseline, stack, path }];
            return [{ model: name, version: `${version}, baseline`, artifact: baseline.artifact, mentions }];
        }),
    );
}

function twoArtifacts(
    { path, artifact }: Mention,
    other: Mention,
    { model, version }: Pick<Release, "model" | "version">,
): Fault {
    return {
        code: "lock/two-artifacts",
        path: `${path}.artifact`,
        value: artifact,
        problem: `release ${quoted(version)} of model ${quoted(model)} has artifact ${quoted(artifact)}, but ${quoted(other.artifact)} in stack ${quoted(other.stack.stack)}, expected one artifact for all stacks`,
        remedy: "give one of the two releases another version",
    };
}
