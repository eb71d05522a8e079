import fc from "fast-check";

import { machineFor } from "../../../components/plan/clouds/machines";
import { cloudTable, hostingOn } from "../../../components/plan/clouds/table";
import type { HostingInput } from "../../../components/plan/config/hosting";
import { type RegionRef, splitRef } from "../../../components/plan/places/catalogue";
import { hundredths, ids } from "./forms";
import { factsOf, haveAll, hostsAll, type Stack } from "./stack";

/** As each cloud writes them; the others take any text. */
const deployers: Readonly<Record<string, readonly string[]>> = {
    aws: ["arn:aws:iam::111122223333:role/deployer", "arn:aws:iam::111122223333:user/ci/pipeline"],
    kubernetes: ["system:serviceaccount:ci:release-train", "group:oidc:releases of models"],
};

type Scaling = NonNullable<HostingInput["scaling"]>;

/** What runs models; `survivable`: whether every cell has two regions in traffic; `tokens`: whether every cell asks for them. */
export function hostingOf(
    stack: Stack,
    regions: readonly RegionRef[],
    survivable: boolean,
    tokens: boolean,
): fc.Arbitrary<HostingInput> {
    const largest = factsOf(stack).flatMap(({ largest }) => largest ?? []);
    const sized = factsOf(stack).every(({ unsized }) => unsized === undefined);
    const size = (what: "cpu" | "memoryGiB", least: number, most: number) =>
        hundredths(least, Math.min(most, ...largest.map(one => one[what])));
    const asked = fc.record(
        {
            hosting: fc.constant(stack.hosting),
            ...(sized ? { cpu: size("cpu", 0.25, 448), memoryGiB: size("memoryGiB", 0.25, 24_576) } : {}),
            ...(hostsAll(stack, "gpu") ? { gpu: gpuOn(stack) } : {}),
            scaling: scalingOf(stack, survivable),
            ...(haveAll(stack.clouds, "cache/predictions")
                ? { cache: fc.record({ ttlSeconds: fc.integer({ min: 1, max: 86_400 }) }) }
                : {}),
            access: fc
                .shuffledSubarray([...regions], { maxLength: Math.min(2, regions.length) })
                .chain(some => accessIn(some, tokens)),
        },
        { requiredKeys: stack.hosting === "container" ? [] : ["hosting"] },
    );
    return asked.map(({ gpu, ...rest }) =>
        gpu === undefined || !isOffered(stack, regions, { ...rest, gpu: { count: 1, ...gpu } })
            ? rest
            : { ...rest, gpu },
    );
}

/** Whether each region has machines for a replica, where the adapter chooses among them. */
function isOffered(
    stack: Stack,
    regions: readonly RegionRef[],
    { cpu, gpu, memoryGiB }: Parameters<typeof machineFor>[1],
): boolean {
    return regions.map(splitRef).every(({ cloud, name }) => {
        const facts = hostingOn(cloud, stack.hosting);
        return facts?.machines === undefined || machineFor(facts.machines, { cpu, gpu, memoryGiB }, name) !== undefined;
    });
}

const resources = ["nvidia.com/gpu", "nvidia.com/gpu=Tesla-T4", "example.com/accelerator", "gpu.nvidia.com"];

/** Where the adapter chooses among machines, few enough for one that holds them with any size that is asked for. */
function gpuOn(stack: Stack): fc.Arbitrary<NonNullable<HostingInput["gpu"]>> {
    const chosen = factsOf(stack).flatMap(({ machines }) => machines ?? []);
    const most = Math.min(16, ...chosen.map(({ types }) => Math.max(...types.map(({ gpus }) => gpus))));
    const count = fc.integer({ min: 1, max: most });
    const type = factsOf(stack).some(({ gpuTypes }) => gpuTypes !== undefined) ? fc.constantFrom(...resources) : ids;
    return fc.record({ count, ...(chosen.length === 0 ? { type } : {}) }, { requiredKeys: [] });
}

function scalingOf(stack: Stack, survivable: boolean): fc.Arbitrary<Scaling> {
    return boundsOn(stack).chain(bounds =>
        fc
            .record(
                {
                    targetUtilization: hundredths(0.1, 0.95),
                    ...(hostsAll(stack, "scaling/predictive") ? { predictive: fc.boolean() } : {}),
                    ...(hostsAll(stack, "scaling/scheduled")
                        ? { hours: fc.array(hoursBelow(bounds.max ?? Math.max(10, bounds.min ?? 0)), { maxLength: 2 }) }
                        : {}),
                    survives: fc.constantFrom("nothing" as const, ...(survivable ? (["one-region"] as const) : [])),
                },
                { requiredKeys: [] },
            )
            .map(scaling => ({ ...bounds, ...scaling })),
    );
}

/** Within a day, over midnight, and over the end of a week. */
function hoursBelow(max: number): fc.Arbitrary<NonNullable<Scaling["hours"]>[number]> {
    return fc.record(
        {
            days: fc.constantFrom(["sat" as const], ["mon" as const, "fri" as const]),
            from: fc.constantFrom("08:00", "22:30"),
            to: fc.constantFrom("18:00", "00:00"),
            timezone: fc.constantFrom("Europe/Lisbon", "UTC"),
            min: fc.integer({ min: 1, max }),
        },
        { requiredKeys: ["from", "to", "timezone", "min"] },
    );
}

/** Said or not, and in order, however few the hosting can have. */
function boundsOn(stack: Stack): fc.Arbitrary<Pick<Scaling, "min" | "max">> {
    const least = hostsAll(stack, "scaling/to-zero") ? 0 : 1;
    const most = hostsAll(stack, "replicas") ? 10_000 : 1;
    return fc
        .record(
            { min: fc.integer({ min: least, max: Math.min(most, 20) }), more: fc.nat(most === 1 ? 0 : 50) },
            { requiredKeys: [] },
        )
        .map(({ min, more }) => ({
            ...(min === undefined ? {} : { min }),
            ...(more === undefined ? {} : { max: Math.min(most, Math.max(1, (min ?? 1) + more)) }),
        }));
}

const fromOr = (some: readonly string[] | undefined) => (some === undefined ? ids : fc.constantFrom(...some));

function accessIn(regions: readonly RegionRef[], tokens: boolean): fc.Arbitrary<NonNullable<HostingInput["access"]>> {
    const principals = (ref: RegionRef) => fc.array(fromOr(deployers[splitRef(ref).cloud]), { maxLength: 2 });
    return fc.record(
        Object.fromEntries(
            regions.map(ref => {
                const has = (feature: "access/deployers" | "access/invokers") =>
                    haveAll([splitRef(ref).cloud], feature);
                return [
                    ref,
                    fc.record(
                        {
                            ...(has("access/deployers") ? { deployers: principals(ref) } : {}),
                            ...(has("access/invokers") &&
                            (tokens || cloudTable[splitRef(ref).cloud].invokersBy === undefined)
                                ? { invokers: fc.array(ids, { maxLength: 2 }) }
                                : {}),
                        },
                        { requiredKeys: [] },
                    ),
                ];
            }),
        ),
    );
}
