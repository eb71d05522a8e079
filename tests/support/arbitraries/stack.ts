import fc from "fast-check";

import {
    type CheckFacts,
    type Edge,
    edges,
    type Feature,
    type Hosting,
    type HostingFacts,
    type HostingFeature,
    hostings,
} from "../../../components/plan/clouds/cloud";
import { builtClouds, has, hostingOn, hosts, routeOver } from "../../../components/plan/clouds/table";
import { type Cloud, clouds, type RegionRef, splitRef } from "../../../components/plan/places/catalogue";

/** Where a stack's regions are, on what, and whose names lead to them. */
export interface Stack {
    readonly clouds: readonly Cloud[];
    readonly names: Cloud;
    readonly edge: Edge;
    readonly hosting: Hosting;
    /** Whether each cell is on one cloud. */
    readonly isApart?: true;
}

/** Stacks on one cloud and on several, in each edge mode and hosting that there is for them. */
export const stacks: fc.Arbitrary<Stack> = fc
    .constantFrom(...clouds)
    .chain(names =>
        fc
            .constantFrom(...edgesOf(names))
            .chain(edge => frontsOf(names, edge).map(clouds => ({ clouds: [...clouds].sort(), names, edge }))),
    )
    .chain(stack => fc.constantFrom(...hostingsOn(stack.clouds)).map(hosting => ({ ...stack, hosting })));

/** Stacks that can be built on one cloud that has an adapter, under its own names. */
const aloneStacks: fc.Arbitrary<Stack> = fc
    .constantFrom(...builtClouds)
    .map(cloud => ({ clouds: [cloud], names: cloud }))
    .chain(on => fc.constantFrom(...builtEdges(on.names)).map(edge => ({ ...on, edge })))
    .chain(on => fc.constantFrom(...builtHostings(on.names)).map(hosting => ({ ...on, hosting })));

/** Stacks that can be built: on one cloud, or with cells on AWS beside cells on this machine. */
export const builtStacks: fc.Arbitrary<Stack> = fc.oneof(
    { weight: 2, arbitrary: aloneStacks },
    {
        weight: 1,
        arbitrary: fc.constant<Stack>({
            clouds: ["aws", "local"],
            names: "aws",
            edge: "regional",
            hosting: "container",
            isApart: true,
        }),
    },
);

/** Of this machine alone. */
export const localStacks: fc.Arbitrary<Stack> = fc.constant({
    clouds: ["local"],
    names: "local",
    edge: "regional",
    hosting: "container",
});

/** Whether every one of some clouds has a feature. */
export function haveAll(clouds: readonly Cloud[], feature: Feature): boolean {
    return clouds.every(cloud => has(cloud, feature));
}

/** The clouds of some regions, each once. */
export function cloudsOf(regions: readonly string[]): Cloud[] {
    return [...new Set(regions.map(ref => splitRef(ref as RegionRef).cloud))].sort();
}

/** What a stack's hosting is on each of its clouds. */
export function factsOf({ clouds, hosting }: Stack): HostingFacts[] {
    return clouds.map(cloud => hostingOn(cloud, hosting)!);
}

/** Whether a stack's hosting has a feature on each of its clouds. */
export function hostsAll(stack: Stack, feature: HostingFeature): boolean {
    return stack.clouds.every(cloud => hosts(cloud, stack.hosting, feature));
}

/** Whether callers' TLS ends in the gates of some clouds. */
export function endsInGates(stack: Stack, clouds: readonly Cloud[] = stack.clouds): boolean {
    return factsOf({ ...stack, clouds }).every(({ inbound }) => inbound === "mtls");
}

/** Intervals, in seconds, that all who check can keep. */
export function intervalsOf(checks: readonly CheckFacts[]): fc.Arbitrary<number> {
    const floor = Math.max(...checks.map(({ floorSeconds }) => floorSeconds));
    const most = Math.min(300, ...checks.map(({ mostSeconds = Infinity }) => mostSeconds));
    const steps = checks.flatMap(({ steps }) => steps ?? []);
    const common = steps.filter(
        step => step >= floor && step <= most && checks.every(({ steps }) => steps?.includes(step) ?? true),
    );
    return steps.length > 0
        ? fc.constantFrom(...common)
        : fc.integer({ min: floor * 1000, max: most * 1000 }).map(ms => ms / 1000);
}

/** Failed checks that all who check can count. */
export function thresholdsOf(checks: readonly CheckFacts[]): fc.Arbitrary<number> {
    const bounds = checks.flatMap(({ unhealthyAfter }) => unhealthyAfter ?? []);
    return fc.integer({
        min: Math.max(1, ...bounds.map(({ least }) => least)),
        max: Math.min(10, ...bounds.map(({ most }) => most)),
    });
}

function edgesOf(names: Cloud): Edge[] {
    return (Object.keys(edges) as Edge[]).filter(edge => routable(names, edge).length > 0);
}

function builtEdges(cloud: Cloud): Edge[] {
    return (Object.keys(edges) as Edge[]).filter(edge => routeOver(cloud, edge, cloud)?.state === "built");
}

function builtHostings(cloud: Cloud): Hosting[] {
    return (Object.keys(hostings) as Hosting[]).filter(hosting => hostingOn(cloud, hosting)?.state === "built");
}

function routable(names: Cloud, edge: Edge): Cloud[] {
    return clouds.filter(front => routeOver(names, edge, front) !== undefined);
}

/** Often the names' own cloud alone. */
function frontsOf(names: Cloud, edge: Edge): fc.Arbitrary<Cloud[]> {
    const fronts = routable(names, edge);
    const some = fc.shuffledSubarray(fronts, { minLength: 1, maxLength: Math.min(3, fronts.length) });
    return fronts.includes(names)
        ? fc.oneof({ weight: 1, arbitrary: fc.constant<Cloud[]>([names]) }, { weight: 2, arbitrary: some })
        : some;
}

function hostingsOn(clouds: readonly Cloud[]): Hosting[] {
    return (Object.keys(hostings) as Hosting[]).filter(hosting =>
        clouds.every(cloud => hostingOn(cloud, hosting) !== undefined),
    );
}
