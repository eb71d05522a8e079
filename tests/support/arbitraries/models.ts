import fc from "fast-check";

import { artifactSchemesOf } from "../../../components/plan/clouds/table";
import type { DemandInput } from "../../../components/plan/config/demand";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { digestOfText } from "../digest";
import { withFeatures } from "./features";
import { labels, rarely, shortLabels } from "./forms";
import type { ModelInput, TrafficInput } from "./model-input";
import { endsInGates, type Stack } from "./stack";

type Release = ModelInput["releases"][string];

const versions = fc
    .tuple(
        fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12)),
        fc.constantFrom("", "", "", "-alpha", "-alpha.1", "-beta.2", "-beta.11", "-rc.1", "-rc.01"),
    )
    .map(([core, pre]) => core.join(".") + pre);

/** What models have to do with. */
export interface Surroundings {
    readonly stack: Stack;
    readonly regions: readonly RegionRef[];
    /** Whether every cell asks for a token, so that claims can be asked for. */
    readonly tokens: boolean;
    readonly demand?: DemandInput;
    /** Tables that features can be looked up in. */
    readonly lookable: readonly string[];
}

export function modelsIn(around: Surroundings): fc.Arbitrary<ModelInput[]> {
    return fc.uniqueArray(modelIn(around), { minLength: 1, maxLength: 3, selector: ({ name }) => name });
}

function modelIn(around: Surroundings): fc.Arbitrary<ModelInput> {
    return fc
        .uniqueArray(versions, { minLength: 1, maxLength: 4 })
        .chain(released => modelOf(released, around))
        .chain(model => (endsInGates(around.stack) ? withShadow(model) : fc.constant(model)))
        .chain(model => withFeatures(model, around.lookable));
}

function modelOf(
    released: readonly string[],
    { stack, regions, tokens, demand }: Surroundings,
): fc.Arbitrary<ModelInput> {
    return fc.record(
        {
            name: stack.clouds[0] === "local" ? labels : shortLabels,
            releases: releasesOf(released, stack),
            ...(demand?.rpsPerReplica === undefined ? {} : { demand: demandOf(demand.rpsPerReplica, demand.peakRps) }),
            traffic: trafficOver(released),
            stickyBy: fc.constantFrom(
                "header:x-subject",
                "header:x-tenant",
                "cookie:arm",
                ...(tokens ? ["claim:sub", "claim:patient.id"] : []),
            ),
            ...(tokens ? { requires: fc.record({ claims }), testers: fc.record({ claims }) } : {}),
            regions: fc.shuffledSubarray([...regions]).chain(waves => wavesIn(waves, released)),
        },
        { requiredKeys: ["name", "releases", "traffic"] },
    );
}

/** Some of the models in some cells only, but the first, so that a model runs in each cell. */
export function withOwnCells(
    models: readonly ModelInput[],
    cells: readonly { readonly name: string; readonly regions: readonly string[] }[],
): fc.Arbitrary<ModelInput[]> {
    const [first, ...others] = models as [ModelInput, ...ModelInput[]];
    return fc
        .tuple(...others.map(() => rarely(fc.shuffledSubarray([...cells], { minLength: 1 }))))
        .map(chosen => [first, ...others.map((model, i) => inCells(model, chosen[i]))]);
}

function inCells(model: ModelInput, cells: Parameters<typeof withOwnCells>[1] | undefined): ModelInput {
    const own = cells?.flatMap(({ regions }) => regions);
    return own === undefined
        ? model
        : {
              ...model,
              cells: cells!.map(({ name }) => name),
              regions: Object.fromEntries(Object.entries(model.regions ?? {}).filter(([ref]) => own.includes(ref))),
          };
}

/** Mostly with a shadow, where a release has no share. */
function withShadow(model: ModelInput): fc.Arbitrary<ModelInput> {
    const shares = model.traffic.map(({ version }) => version);
    const idle = Object.keys(model.releases).filter(version => !shares.includes(version));
    if (idle.length === 0) {
        return fc.constant(model);
    }
    const shadow = fc.record({
        version: fc.constantFrom(...idle),
        percent: fc.integer({ min: 1, max: 10_000 }).map(hundredths => hundredths / 100),
    });
    return fc.option(shadow, { freq: 3 }).map(shadow => ({ ...model, ...(shadow && { shadow }) }));
}

/** `constructor` is a claim like another. */
const claims = fc
    .uniqueArray(fc.constantFrom("role", "scope", "patient.id", "https://claims.example/site", "constructor"), {
        minLength: 1,
    })
    .chain(names => fc.tuple(...names.map(name => fc.tuple(fc.constant(name), claimValues))))
    .map(entries => Object.fromEntries(entries));

const claimValues = fc.array(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1, maxLength: 3 });

function releasesOf(released: readonly string[], { clouds }: Stack): fc.Arbitrary<ModelInput["releases"]> {
    const schemes = artifactSchemesOf(clouds[0]!).filter(scheme =>
        clouds.every(cloud => artifactSchemesOf(cloud).includes(scheme)),
    );
    const known = fc.record({ signature: fc.constant(someSignature), provenance }, { requiredKeys: [] });
    return fc.tuple(...released.map(() => fc.tuple(fc.constantFrom(...schemes), rarely(known)))).map(found =>
        Object.fromEntries(
            found.map(([scheme, known], i) => [
                released[i]!,
                {
                    artifact: scheme === "oci" ? `oci://registry.example/models/${i}:1` : `${scheme}:models/${i}.onnx`,
                    digest: digestOfText(String(i)),
                    ...known,
                },
            ]),
        ),
    );
}

/** A config that measures drift has something to measure each release against. */
export function withBaselines(models: readonly ModelInput[]): ModelInput[] {
    return models.map(({ releases, ...model }) => ({
        ...model,
        releases: Object.fromEntries(
            Object.entries(releases).map(([version, release]) => [version, withBaseline(release)]),
        ),
    }));
}

/** From where the model comes from, too. */
function withBaseline(release: Release): Release {
    const artifact = release.artifact.replace(".onnx", ".json");
    return { ...release, baseline: { artifact, digest: digestOfText("baseline") } };
}

const someSignature: Release["signature"] = {
    inputs: [{ name: "features", datatype: "FP32", shape: [-1, 30] }],
    outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 1] }],
};

const provenance: fc.Arbitrary<NonNullable<Release["provenance"]>> = fc.record(
    {
        dataSet: fc.constant(`sha256:${"d".repeat(64)}`),
        commit: fc.constant("0123abc"),
        approver: fc.constant("constructor"),
    },
    { requiredKeys: [] },
);

/** Of other size than that of all, and no heavier. */
function demandOf(rpsPerReplica: number, peakRps: number | undefined): fc.Arbitrary<NonNullable<ModelInput["demand"]>> {
    const times = fc.integer({ min: 1, max: 100 });
    return times.chain(n =>
        fc.constantFrom(
            { rpsPerReplica: rpsPerReplica * n },
            ...(peakRps === undefined
                ? []
                : [
                      { peakRps: Math.max(0.001, peakRps / n) },
                      { peakRps: peakRps * n, rpsPerReplica: rpsPerReplica * n },
                  ]),
        ),
    );
}

function wavesIn(regions: readonly RegionRef[], released: readonly string[]): fc.Arbitrary<ModelInput["regions"]> {
    return fc
        .tuple(...regions.map(() => trafficOver(released)))
        .map(traffics => Object.fromEntries(traffics.map((traffic, i) => [regions[i]!, { traffic }])));
}

/** Some of the releases, with shares that sum to 100; cut where it falls, so that shares of 0 and of 33.34 come up too. */
function trafficOver(released: readonly string[]): fc.Arbitrary<TrafficInput> {
    return fc.shuffledSubarray([...released], { minLength: 1 }).chain(chosen =>
        fc.array(fc.nat(10_000), { minLength: chosen.length - 1, maxLength: chosen.length - 1 }).map(cuts => {
            const bounds = [0, ...cuts.sort((a, b) => a - b), 10_000];
            return chosen.map((version, i) => ({ version, percent: (bounds[i + 1]! - bounds[i]!) / 100 }));
        }),
    );
}
