import { type Cloud, clouds } from "../places/catalogue";
import { aws } from "./aws";
import { azure } from "./azure";
import type { CloudFacts, Edge, Feature, Hosting, HostingFacts, HostingFeature, RouteFacts } from "./cloud";
import { gcp } from "./gcp";
import { kubernetes } from "./kubernetes";
import { local } from "./local";

/** What each cloud can do, and what of it is built. The reference's tables are made from it. */
export const cloudTable: Readonly<Record<Cloud, CloudFacts>> = { aws, gcp, azure, kubernetes, local };

/** The clouds that stacks can be built on. Everything else here is about what clouds can do, whether or not an adapter builds it. */
export const builtClouds: readonly Cloud[] = clouds.filter(cloud => cloudTable[cloud].adapter === "built");

/** Whether stacks can be built on a cloud. */
export function isBuilt(cloud: Cloud): boolean {
    return builtClouds.includes(cloud);
}

/** Whether a cloud has a feature. */
export function has(cloud: Cloud, feature: Feature): boolean {
    return cloudTable[cloud].features[feature].state !== "impossible";
}

/** How a cloud hosts, or `undefined` where it can't. */
export function hostingOn(cloud: Cloud, hosting: Hosting): HostingFacts | undefined {
    const facts = cloudTable[cloud].hostings[hosting];
    return facts.state === "impossible" ? undefined : facts;
}

/** Whether a hosting supports a setting on a cloud. */
export function hosts(cloud: Cloud, hosting: Hosting, feature: HostingFeature): boolean {
    const facts = hostingOn(cloud, hosting);
    return facts !== undefined && facts.features[feature].state !== "impossible";
}

/** The clouds that have a feature: what a fault names instead. */
export function cloudsWith(feature: Feature): Cloud[] {
    return clouds.filter(cloud => has(cloud, feature));
}

/** The clouds that have a hosting, with a given feature if one is named. */
export function cloudsHosting(hosting: Hosting, feature?: HostingFeature): Cloud[] {
    return clouds.filter(cloud =>
        feature === undefined ? hostingOn(cloud, hosting) !== undefined : hosts(cloud, hosting, feature),
    );
}

/** How names of one cloud route to fronts of another, or `undefined` where they can't. */
export function routeOver(names: Cloud, edge: Edge, front: Cloud): RouteFacts | undefined {
    const routes = cloudTable[names].routes[edge];
    const route = "state" in routes ? undefined : routes[front];
    return route === undefined || route.takes === "hostname" || cloudTable[front].front.gives.includes("address")
        ? route
        : undefined;
}

/** The clouds whose names can route so to fronts of a cloud. */
export function cloudsRouting(edge: Edge, front: Cloud): Cloud[] {
    return clouds.filter(names => routeOver(names, edge, front) !== undefined);
}

/** The edge modes of a cloud over its own fronts. */
export function edgesOf(cloud: Cloud): Edge[] {
    return (Object.keys(cloudTable[cloud].routes) as Edge[]).filter(
        edge => routeOver(cloud, edge, cloud) !== undefined,
    );
}

/** Where models of a cloud may come from, as URI schemes. */
export function artifactSchemesOf(cloud: Cloud): string[] {
    return (Object.keys(cloudTable[cloud].features) as Feature[])
        .filter(feature => feature.startsWith("artifact/") && has(cloud, feature))
        .map(feature => feature.slice("artifact/".length));
}
