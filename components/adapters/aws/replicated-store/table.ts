import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { StorePlan, TablePlan } from "../../../plan/store/store-plan";
import { retained } from "../../shared/retained";
import type { AwsLandingZone } from "../landing-zone";

/** One table, owned by the primary region, with a copy in each other one; none where it exists already. */
export function makeTable(
    name: string,
    { existing, partitionKey, sortKey, ttl }: TablePlan,
    { consistency, ephemeral }: StorePlan,
    primary: AwsLandingZone,
    others: readonly AwsLandingZone[],
    opts: pulumi.CustomResourceOptions,
): aws.dynamodb.Table | undefined {
    if (Object.keys(existing).length > 0) {
        return undefined;
    }
    const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
    return new aws.dynamodb.Table(
        name,
        {
            region: primary.region,
            billingMode: "PAY_PER_REQUEST",
            hashKey: partitionKey,
            ...(sortKey === undefined ? {} : { rangeKey: sortKey }),
            attributes: keys.map(key => ({ name: key, type: "S" })),
            ...(ttl === undefined ? {} : { ttl: { attributeName: ttl, enabled: true } }),
            streamEnabled: true,
            streamViewType: "NEW_AND_OLD_IMAGES",
            serverSideEncryption: { enabled: true, kmsKeyArn: primary.key },
            pointInTimeRecovery: { enabled: true },
            deletionProtectionEnabled: !ephemeral,
            replicas: others.map(({ key, region }) => ({
                regionName: region,
                kmsKeyArn: key,
                consistencyMode: consistency === "strong" ? "STRONG" : "EVENTUAL",
                pointInTimeRecovery: true,
                // A region may be taken out of its cell; what it had, the others have.
                deletionProtectionEnabled: false,
                propagateTags: true,
            })),
        },
        retained(opts, { ephemeral }),
    );
}
