import type { MachineFacts } from "../rows/machines";
import type { SubnetFacts } from "../rows/subnets";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import type { Place } from "../subject";
import { orAbsent } from "./answer";

/** VPCs in a region beside those with these tags. */
export async function networksInUse(
    session: Session,
    region: string,
    own: Readonly<Record<string, string>>,
): Promise<number> {
    const { EC2Client, paginateDescribeVpcs } = sdk.ec2;
    const client = new EC2Client(settingsIn(session, region));
    let count = 0;
    for await (const { Vpcs = [] } of paginateDescribeVpcs({ client }, {})) {
        count += Vpcs.filter(
            ({ Tags = [] }) =>
                !Object.entries(own).every(([key, value]) => Tags.some(tag => tag.Key === key && tag.Value === value)),
        ).length;
    }
    return count;
}

/** Where a type of machines is offered, and the zones that its region's subnets are in, or will be. */
export async function machineFacts(
    type: string,
    { existing, name, zones }: Place,
    session: Session,
): Promise<MachineFacts> {
    const { DescribeInstanceTypeOfferingsCommand, EC2Client } = sdk.ec2;
    const client = new EC2Client(settingsIn(session, name));
    const { InstanceTypeOfferings = [] } = await client.send(
        new DescribeInstanceTypeOfferingsCommand({
            LocationType: "availability-zone",
            Filters: [{ Name: "instance-type", Values: [type] }],
        }),
    );
    return {
        offeredIn: InstanceTypeOfferings.flatMap(({ Location }) => Location ?? []),
        zones:
            existing.subnets === undefined
                ? await zonesOf(session, name, zones)
                : await zonesOfTasks(existing.subnets, session, name),
    };
}

/** Check `subnets` fails for those that do not exist: here the zones are unknown. */
async function zonesOfTasks(subnets: readonly string[], session: Session, region: string): Promise<string[]> {
    const zones = await zonesIn(subnets, session, region);
    if (zones === undefined) throw new Error("not all of existing.subnets exist");
    return [...new Set(zones)].sort();
}

/** The zones of an existing network's subnets. Undefined: not all of them exist. */
export async function subnetFacts(
    { subnets, publicSubnets }: Readonly<Record<"subnets" | "publicSubnets", readonly string[]>>,
    session: Session,
    region: string,
): Promise<SubnetFacts | undefined> {
    const tasks = await zonesIn(subnets, session, region);
    const balancer = await zonesIn(publicSubnets, session, region);
    return tasks && balancer && { tasks, balancer };
}

/** Those that a created network uses: the first in order of name, of those that every account has. */
async function zonesOf(session: Session, region: string, count: number): Promise<string[]> {
    const { DescribeAvailabilityZonesCommand, EC2Client } = sdk.ec2;
    const { AvailabilityZones = [] } = await new EC2Client(settingsIn(session, region)).send(
        new DescribeAvailabilityZonesCommand({
            Filters: [
                { Name: "opt-in-status", Values: ["opt-in-not-required"] },
                { Name: "state", Values: ["available"] },
            ],
        }),
    );
    return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? [])
        .sort()
        .slice(0, count);
}

/** The zone of each. Undefined: not all of them exist (docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html). */
async function zonesIn(SubnetIds: readonly string[], session: Session, region: string): Promise<string[] | undefined> {
    const { DescribeSubnetsCommand, EC2Client } = sdk.ec2;
    const client = new EC2Client(settingsIn(session, region));
    const found = await orAbsent(
        () => client.send(new DescribeSubnetsCommand({ SubnetIds: [...SubnetIds] })),
        ["InvalidSubnetID.NotFound", "InvalidSubnetID.Malformed"],
        undefined,
    );
    return found?.Subnets?.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []);
}
