import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import type { Edge } from "./cloud";
import type { Existing } from "./existing-faults";

/** What internal fronts of AWS need: networks that clients reach, and the ranges that these clients are in. */
export function internalEdgeFaults({ aws, cells, routing }: Pick<Config, "aws" | "cells" | "routing">): Fault[] {
    const regions = cells.flatMap(({ existing, regions }, i) =>
        regions
            .filter(region => splitRef(region).cloud === "aws")
            .map(region => ({ region, existing: existing[region], at: pathOf(["cells", i, "existing", region]) })),
    );
    if (regions.length === 0) return [];
    if (routing.edge !== "internal") return aws?.clients === undefined ? [] : [unusedClients(routing.edge)];
    return [
        ...(aws?.clients === undefined ? [missingClients] : []),
        ...regions.flatMap(({ at, existing = {}, region }) => internalNetworkFaults(existing, region, at)),
    ];
}

/** A network that is created is connected to no other, so no client would reach an internal front in it. */
export function internalNetworkFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    return existing.network === undefined
        ? [
              {
                  code: "aws/internal-edge",
                  path: `${at}.network`,
                  problem: `edge "internal" needs a network that clients reach, but region ${quoted(region)} creates its own, which is connected to no other`,
                  remedy: `set network, subnets and publicSubnets of ${region} to those of an existing network`,
              },
          ]
        : [];
}

/** Fronts that a router of that edge can't lead to, where a program creates both: internal ones and public ones differ in their checks. */
export function routedFrontFaults(
    edge: Edge,
    fronts: readonly { readonly region: RegionRef; readonly isInternal: boolean }[],
): Fault[] {
    const other = fronts.find(({ isInternal }) => isInternal !== (edge === "internal"));
    return other === undefined
        ? []
        : [
              {
                  code: "aws/internal-edge",
                  path: "edge",
                  value: edge,
                  problem: `the front of region ${quoted(other.region)} is ${other.isInternal ? "internal" : "public"}, but the edge is ${quoted(edge)}, expected ${other.isInternal ? '"internal"' : "another edge, or aws({ clients })"}`,
                  remedy: other.isInternal
                      ? "set edge to internal, or create the region with aws without clients"
                      : "create the region with aws({ clients }), or remove edge",
              },
          ];
}

const missingClients: Fault = {
    code: "aws/internal-edge",
    path: "aws.clients",
    problem: 'with edge "internal" balancers admit no client, expected at least one address range of clients',
    remedy: "set clients to the ranges of the networks that clients are in",
};

const unusedClients = (edge: Edge): Fault => ({
    code: "aws/internal-edge",
    path: "aws.clients",
    problem: `clients are listed with edge ${quoted(edge)}, whose balancers the internet reaches, expected edge "internal"`,
    remedy: "set routing.edge to internal, or remove clients",
});
