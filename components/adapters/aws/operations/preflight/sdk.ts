import type * as Acm from "@aws-sdk/client-acm";
import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import type * as Ec2 from "@aws-sdk/client-ec2";
import type * as Ecr from "@aws-sdk/client-ecr";
import type * as Iam from "@aws-sdk/client-iam";
import type * as Kms from "@aws-sdk/client-kms";
import type * as Route53 from "@aws-sdk/client-route-53";
import type * as Quotas from "@aws-sdk/client-service-quotas";
import type * as Sts from "@aws-sdk/client-sts";

import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../../../tools/package-root";
import type { Subject } from "./subject";

/** Clients of the AWS SDK, each of which a project installs where it needs it: together they take 60 MB. */
const clients = {
    sts: { package: "@aws-sdk/client-sts", load: () => require("@aws-sdk/client-sts") as typeof Sts },
    iam: { package: "@aws-sdk/client-iam", load: () => require("@aws-sdk/client-iam") as typeof Iam },
    quotas: {
        package: "@aws-sdk/client-service-quotas",
        load: () => require("@aws-sdk/client-service-quotas") as typeof Quotas,
    },
    cloudwatch: {
        package: "@aws-sdk/client-cloudwatch",
        load: () => require("@aws-sdk/client-cloudwatch") as typeof CloudWatch,
    },
    ec2: { package: "@aws-sdk/client-ec2", load: () => require("@aws-sdk/client-ec2") as typeof Ec2 },
    ecr: { package: "@aws-sdk/client-ecr", load: () => require("@aws-sdk/client-ecr") as typeof Ecr },
    route53: { package: "@aws-sdk/client-route-53", load: () => require("@aws-sdk/client-route-53") as typeof Route53 },
    kms: { package: "@aws-sdk/client-kms", load: () => require("@aws-sdk/client-kms") as typeof Kms },
    acm: { package: "@aws-sdk/client-acm", load: () => require("@aws-sdk/client-acm") as typeof Acm },
} as const;

export type ClientName = keyof typeof clients;
export type Sdk = { readonly [Name in ClientName]: ReturnType<(typeof clients)[Name]["load"]> };

/** The clients that the checks of a stack use. */
export function clientsFor({ places, zone }: Subject): ClientName[] {
    const brings = (what: "key" | "certificate") => places.some(({ existing }) => existing[what] !== undefined);
    return [
        ...(["sts", "iam", "quotas", "cloudwatch", "ec2", "ecr"] as const),
        ...(zone ? (["route53"] as const) : []),
        ...(brings("key") ? (["kms"] as const) : []),
        ...(brings("certificate") ? (["acm"] as const) : []),
    ];
}

/** Each client, loaded when it is used. */
export const sdk: Sdk = Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(clients).map(([name, { load }]) => [name, { get: load, enumerable: true }])),
) as Sdk;

/** Packages that are not installed, each with the range that this package works with. */
export function missingPackages(names: readonly ClientName[]): string[] {
    const missing = names.map(name => clients[name].package).filter(name => !isInstalled(name));
    if (missing.length === 0) return [];
    const manifest = readFileSync(path.join(packageRoot(), "package.json"), "utf8");
    const { peerDependencies } = JSON.parse(manifest) as {
        readonly peerDependencies: Readonly<Record<string, string>>;
    };
    return missing.map(name => `${name}@${peerDependencies[name]!}`);
}

function isInstalled(name: string): boolean {
    try {
        require.resolve(name);
        return true;
    } catch {
        return false;
    }
}
