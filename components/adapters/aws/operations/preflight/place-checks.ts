import { taskShare } from "../../regional-serving/sizes";
import { certificateFacts, keyFacts } from "./ask/brought";
import { imageFacts } from "./ask/images";
import { machineFacts, subnetFacts } from "./ask/network";
import { quotaFacts } from "./ask/quotas";
import { type Check, checkOf } from "./check";
import { quotaNeeds } from "./quotas";
import type { Where } from "./row";
import { authorityRow, certificateRow, keyRow } from "./rows/brought";
import { imagesRows } from "./rows/images";
import { machinesRow } from "./rows/machines";
import { quotaRow } from "./rows/quota";
import { subnetsRow } from "./rows/subnets";
import { accountOf } from "./session";
import type { Place, Subject } from "./subject";

/** What a region of a cell needs. */
export function placeChecks(place: Place, { service }: Subject): Check[] {
    const { cell, existing, region, role } = place;
    const where = { cell, region, ...(role !== undefined && { account: accountOf(role) }) };
    return [
        ...quotaChecks(place, where, { "meridian:service": service, "meridian:cell": cell }),
        ...subnetChecks(place, where),
        ...machineChecks(place, where),
        imageCheck(place, where),
        ...keyChecks(place, where),
        ...certificateChecks(place, where),
        () => Promise.resolve([authorityRow(existing.authority, where)]),
    ];
}

/** `own`: the tags of this stack's resources in the region. */
function quotaChecks({ existing, name, serving }: Place, where: Where, own: Readonly<Record<string, string>>): Check[] {
    return quotaNeeds(serving, existing.network !== undefined).map(need =>
        checkOf(
            {
                check: "quota",
                needed: `${need.needed} at the largest scale`,
                permission:
                    "servicequotas:GetServiceQuota, servicequotas:GetAWSDefaultServiceQuota, cloudwatch:GetMetricStatistics and ec2:DescribeVpcs",
                read: as => quotaFacts(need.quota, as, name, own),
                rows: (facts, here) => [quotaRow(need, facts, here)],
            },
            where,
        ),
    );
}

function subnetChecks({ existing: { publicSubnets, subnets }, name }: Place, where: Where): Check[] {
    if (publicSubnets === undefined || subnets === undefined) return [];
    return [
        checkOf(
            {
                check: "subnets",
                needed: "one subnet of the balancer in each zone of the tasks",
                permission: "ec2:DescribeSubnets",
                read: as => subnetFacts({ publicSubnets, subnets }, as, name),
                rows: (facts, here) => [subnetsRow(facts, here)],
            },
            where,
        ),
    ];
}

function machineChecks(place: Place, where: Where): Check[] {
    const { hosting } = place.serving;
    if (hosting.gpu === undefined) return [];
    const { type } = taskShare(hosting, place.name);
    return [
        checkOf(
            {
                check: "machines",
                needed: type,
                permission: "ec2:DescribeInstanceTypeOfferings, ec2:DescribeAvailabilityZones and ec2:DescribeSubnets",
                read: as => machineFacts(type, place, as),
                rows: (facts, here) => [machinesRow(type, facts, here)],
            },
            where,
        ),
    ];
}

function imageCheck({ images }: Place, where: Where): Check {
    return checkOf(
        {
            check: "images",
            needed: "each image that tasks run, by its digest",
            permission: "ecr:DescribeImages",
            read: as => Promise.all(images.map(image => imageFacts(image.replaceAll("{account}", as.account), as))),
            rows: imagesRows,
        },
        where,
    );
}

function keyChecks({ existing: { key }, name }: Place, where: Where): Check[] {
    if (key === undefined) return [];
    return [
        checkOf(
            {
                check: "key",
                needed: key,
                permission: "kms:DescribeKey on the key",
                read: as => keyFacts(key, as, name),
                rows: (facts, here) => [keyRow(key, facts, here)],
            },
            where,
        ),
    ];
}

function certificateChecks({ existing: { certificate }, name, serving }: Place, where: Where): Check[] {
    if (certificate === undefined) return [];
    return [
        checkOf(
            {
                check: "certificate",
                needed: certificate,
                permission: "acm:DescribeCertificate",
                read: as => certificateFacts(certificate, as, name),
                rows: (facts, here) => [certificateRow([serving.cell.host, serving.host], facts, here)],
            },
            where,
        ),
    ];
}
