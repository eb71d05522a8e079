import type { LandingZoneArgs } from "../../landing-zone/contract";
import { pinnedImage } from "../../plan/config/aws";
import type { Fault } from "../../plan/faults";
import { knownRegions, placeOf, regionNamed, type RegionRef, splitRef } from "../../plan/places/catalogue";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { WatchPlan } from "../../plan/watch/watch-plan";
import type { StorePlan } from "../../plan/store/store-plan";
import type { ServingPlan } from "../../plan/serving/serving";
import type { AwsImages } from "./args";
import { invokerFaults } from "./regional-serving/invokers";
import { machines, shareOf } from "./regional-serving/machines";

/** Who takes on a role: not a whole account, and nobody by a pattern. */
const principal = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/** What AWS can do and this adapter doesn't do: refused, before any resource exists. */
export function servingFaults(plan: ServingPlan): Fault[] {
    const { hosting, region } = plan;
    const fault = (path: string, value: unknown, allowed: string, remedy: string): Fault => ({
        code: "capability/adapter",
        path,
        value,
        allowed: `${allowed}: in ${region}`,
        remedy,
    });
    const { cache, deployers, gpu, predictive } = hosting;
    return [
        ...(hosting.hosting === "container"
            ? []
            : [fault("serving.hosting", hosting.hosting, "container", "use container")]),
        ...(gpu === undefined || shareOf(hosting) !== undefined
            ? []
            : [
                  fault(
                      "serving.gpu",
                      `${gpu.count} × ${gpu.type ?? "any"}, ${hosting.cpu ?? "any"} processors, ${hosting.memoryGiB ?? "any"} GiB`,
                      `a machine that holds a replica, of ${machines.map(({ type }) => type).join(", ")}`,
                      "name another type, or ask for less",
                  ),
              ]),
        ...(predictive ? [fault("serving.scaling.predictive", true, "scaling by load", "leave predictive out")] : []),
        ...(cache === undefined ? [] : [fault("serving.cache", cache.ttlSeconds, "no cache", "leave cache out")]),
        ...invokerFaults(plan),
        ...deployers
            .filter(deployer => !principal.test(deployer))
            .map(deployer =>
                fault(
                    `serving.access["${region}"].deployers`,
                    deployer,
                    "ARNs of roles and users",
                    "name who deploys, one by one",
                ),
            ),
    ];
}

/** Partitions whose services have endpoints of other names (aws-cdk, `VPC_ENDPOINT_SERVICE_EXCEPTIONS`). */
const otherPartitions = ["aws-cn", "aws-eusc"];

/** A region in which the adapter can't build: one that nobody knows, or of a partition of its own. */
export function regionFaults(region: RegionRef): Fault[] {
    if (placeOf(region) === undefined) {
        return [
            {
                code: "catalogue/unknown-region",
                path: "region",
                value: region,
                allowed: knownRegions.filter(known => known.startsWith("aws:")).join(", "),
                remedy: "use a region of the catalogue",
            },
        ];
    }
    const { sovereign = "aws" } = { ...regionNamed(region) };
    return otherPartitions.includes(sovereign)
        ? [
              {
                  code: "capability/adapter",
                  path: "region",
                  value: `${region}, of ${sovereign}`,
                  allowed: "regions of the partitions aws and aws-us-gov",
                  remedy: "use another region",
              },
          ]
        : [];
}

/** What exists already is used, or refused: never left aside. What is known of it must be of the region. */
export function existingFaults(existing: NonNullable<LandingZoneArgs["existing"]>, region: RegionRef): Fault[] {
    const { cluster, network, publicSubnets, subnets } = existing;
    const at = (key: string, allowed: string, remedy: string): Fault => ({
        code: "capability/adapter",
        path: `existing.${key}`,
        allowed: `${allowed}: in ${region}`,
        remedy,
    });
    const missing = network !== undefined && (subnets === undefined || publicSubnets === undefined);
    const alone = network === undefined && (subnets !== undefined || publicSubnets !== undefined);
    return [
        ...(cluster === undefined ? [] : [at("cluster", "a cluster of the cell's own", "leave cluster out")]),
        ...(missing || alone
            ? [at("network", "network, subnets and publicSubnets together", "name all three, or none")]
            : []),
        ...(["key", "certificate", "authority"] as const).flatMap(key => foreignFaults(key, existing[key], region)),
    ];
}

/** What services take these by. */
const arnOf = { key: "kms", certificate: "acm", authority: "acm-pca" } as const;
const resourceOf = { key: "key/", certificate: "certificate/", authority: "certificate-authority/" } as const;

function foreignFaults(thing: keyof typeof arnOf, value: unknown, region: RegionRef): Fault[] {
    const { name } = splitRef(region);
    const [, service, at, , rest = ""] = /^arn:[a-z-]+:([a-z-]+):([a-z0-9-]*):([0-9]*):(.+)$/.exec(String(value)) ?? [];
    const isOwn = service === arnOf[thing] && at === name && rest.startsWith(resourceOf[thing]);
    // What is known after an update only, AWS judges.
    if (typeof value !== "string" || (isOwn && !rest.startsWith("key/mrk-"))) {
        return [];
    }
    const own = thing === "key" ? ", and no multi-Region key: another region could open what lies under it" : "";
    return [
        {
            code: "aws/existing-elsewhere",
            path: `existing.${thing}`,
            value,
            allowed: `arn:…:${arnOf[thing]}:${name}:…:${resourceOf[thing]}…${own}`,
            remedy: `name one of ${region}, or leave it out, and one is made`,
        },
    ];
}

export function routingFaults({ edge, sharedHost }: RoutingPlan): Fault[] {
    const fault = (path: string, value: unknown, allowed: string, remedy: string): Fault => ({
        code: "capability/adapter",
        path,
        value,
        allowed: `${allowed}: on aws`,
        remedy,
    });
    return [
        ...(edge === "regional" ? [] : [fault("routing.edge", edge, "regional", "use regional")]),
        ...(sharedHost === undefined
            ? []
            : [fault("routing.sharedName", true, "names of cells only", "leave sharedName out")]),
    ];
}

export function storeFaults({ cell, tables }: StorePlan): Fault[] {
    return tables.flatMap(({ existing, name, onChange }): Fault[] => {
        const fault = (key: string, allowed: string, remedy: string): Fault => ({
            code: "capability/adapter",
            path: `store.tables.${name}.${key}`,
            allowed: `${allowed}: on aws`,
            remedy,
        });
        const brought = Object.keys(existing).length;
        return [
            ...(onChange === undefined
                ? []
                : [fault("onChange", "streams, which consumers read", "leave onChange out")]),
            ...(brought === 0 || brought === cell.regions.length
                ? []
                : [fault("existing", "a table in each region, or in none", "name the table of every region")]),
        ];
    });
}

export function watchFaults({ anomalies, drift, exports, recovery, withdraw }: WatchPlan): Fault[] {
    const fault = (key: string, allowed: string): Fault => ({
        code: "capability/adapter",
        path: key,
        allowed: `${allowed}: on aws`,
        remedy: "leave it out",
    });
    return [
        ...(anomalies ? [fault("observability.anomalies", "objectives")] : []),
        ...(drift === undefined ? [] : [fault("observability.drift", "objectives")]),
        ...(withdraw === undefined ? [] : [fault("observability.withdraw", "health by what gates check")]),
        ...(exports.length === 0 ? [] : [fault("observability.exports", "logs in each region")]),
        ...(recovery.drills === undefined ? [] : [fault("recovery.drills", "drills by hand")]),
    ];
}

export function imageFaults(images: Partial<AwsImages>): Fault[] {
    return (["gate", "server", "fetch"] as const)
        .filter(name => !pinnedImage.test(images[name] ?? ""))
        .map(name => ({
            code: "aws/image-not-pinned",
            path: `aws.images.${name}`,
            value: images[name],
            allowed: "<registry>/<repository>@sha256:<64 hexadecimal digits>",
            remedy: "name the image by its digest: what is behind a tag changes",
        }));
}
