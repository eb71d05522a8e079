import { type Cloud, clouds } from "../places/catalogue";
import { aws } from "./aws";
import { azure } from "./azure";
import type { CloudFacts, Edge, Feature, Hosting, HostingFeature, RouteFacts } from "./cloud";
import { gcp } from "./gcp";
import { kubernetes } from "./kubernetes";
import { local } from "./local";

/** What each cloud can do. The README's table of capabilities is made from it. */
export const cloudTable: Readonly<Record<Cloud, CloudFacts>> = { aws, gcp, azure, kubernetes, local };

/** The clouds that have a feature: what a fault names instead. */
export function cloudsWith(feature: Feature): Cloud[] {
    return clouds.filter(cloud => cloudTable[cloud].features[feature] !== undefined);
}

/** The clouds that have a hosting, and on it a feature where one is asked for. */
export function cloudsHosting(hosting: Hosting, feature?: HostingFeature): Cloud[] {
    return clouds.filter(cloud => {
        const facts = cloudTable[cloud].hostings[hosting];
        return facts !== undefined && (feature === undefined || facts.features[feature] !== undefined);
    });
}

/** How names of one cloud route to fronts of another, or `undefined` where they can't. */
export function routeOver(names: Cloud, edge: Edge, front: Cloud): RouteFacts | undefined {
    const route = cloudTable[names].routes[edge]?.[front];
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
    return Object.keys(cloudTable[cloud].features)
        .filter(feature => feature.startsWith("artifact/"))
        .map(feature => feature.slice("artifact/".length));
}
