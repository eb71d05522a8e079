import { Resolver } from "node:dns/promises";

import type { HostedZone } from "@aws-sdk/client-route-53";

import type { Delegation, ZoneFacts } from "../rows/zone";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import type { ZoneSubject } from "../subject";
import { orAbsent, reasonOf } from "./answer";

/** The zone that is named; without a name, one of the domain that an earlier update created. Undefined: there is none. */
export async function zoneFacts({ domain, id }: ZoneSubject, session: Session): Promise<ZoneFacts | undefined> {
    const { GetHostedZoneCommand, ListHostedZonesByNameCommand, Route53Client } = sdk.route53;
    // Route 53 is one for all regions.
    const client = new Route53Client(settingsIn(session, "us-east-1"));
    const known = id ?? (await existing());
    if (known === undefined) return undefined;
    const answer = await orAbsent(
        () => client.send(new GetHostedZoneCommand({ Id: known })),
        ["NoSuchHostedZone", "InvalidInput"],
        undefined,
    );
    return answer && factsOf(answer.HostedZone!, answer.DelegationSet?.NameServers ?? []);

    async function existing(): Promise<string | undefined> {
        const { HostedZones = [] } = await client.send(
            new ListHostedZonesByNameCommand({ DNSName: domain, MaxItems: 10 }),
        );
        return HostedZones.find(({ Config, Name }) => Name === `${domain}.` && Config?.PrivateZone !== true)?.Id;
    }
}

function factsOf({ Config, Name }: HostedZone, nameServers: readonly string[]): ZoneFacts {
    return { name: Name!.replace(/\.$/, ""), isPrivate: Config?.PrivateZone === true, nameServers };
}

/** The name servers of a domain in DNS. `servers`: the DNS servers to query, by default this machine's. */
export async function delegationOf(name: string, servers?: readonly string[]): Promise<Delegation> {
    const resolver = new Resolver({ timeout: 5_000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    try {
        return { nameServers: await resolver.resolveNs(name) };
    } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        return ["ENOTFOUND", "ENODATA"].includes(code) ? { nameServers: [] } : { unanswered: reasonOf(error) };
    }
}
