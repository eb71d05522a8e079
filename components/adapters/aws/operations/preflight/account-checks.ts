import { type Principal, principalsOf } from "../permissions/grants";
import { principalOf, simulated, simulationsOf } from "./ask/permissions";
import { delegationOf, zoneFacts } from "./ask/zone";
import { atMost } from "./at-most";
import { type Check, checkOf } from "./check";
import { permissionsRow, unsimulatedRow } from "./rows/permissions";
import { zoneRow } from "./rows/zone";
import { accountOf, type Session } from "./session";
import type { Subject, ZoneSubject } from "./subject";

/** Simulations of one identity at a time: IAM throttles them sooner than other requests. */
const simulationsAtOnce = 3;

/** What each identity that an update acts as may do, by its role; undefined: the identity that runs the engine. */
export function permissionChecks(subject: Subject, own: Session): (readonly [role: string | undefined, Check])[] {
    const region = subject.places[0]!.name;
    return principalsOf(subject.planned, own.account).map(principal => [
        principal.role,
        permissionCheck(principal, region, own),
    ]);
}

function permissionCheck({ cells, grants, role }: Principal, region: string, own: Session): Check {
    const [first, ...more] = cells;
    const cell = first !== undefined && more.length === 0 && { cell: first };
    return checkOf(
        {
            check: "permissions",
            needed: "each action of an update, on each kind of resource",
            permission: "iam:SimulatePrincipalPolicy on itself",
            read: async as => {
                const identity = role ?? (await principalOf(as));
                if (identity === undefined) return undefined;
                const requests = simulationsOf(grants, region).map(each => () => simulated(each, identity, as));
                return { identity, results: (await atMost(simulationsAtOnce, requests)).flat() };
            },
            rows: (found, where) => [
                found === undefined
                    ? unsimulatedRow(own.arn, where)
                    : permissionsRow(found.identity, found.results, where),
            ],
        },
        { account: role === undefined ? own.account : accountOf(role), ...cell },
    );
}

/** The zone of names, which is in the account of the identity that runs the engine. */
export function zoneCheck(zone: ZoneSubject, own: Session, dnsServers?: readonly string[]): Check {
    return checkOf(
        {
            check: "zone",
            needed: `a public zone for ${zone.domain}`,
            permission: "route53:GetHostedZone and route53:ListHostedZonesByName",
            read: async as => {
                const facts = await zoneFacts(zone, as);
                const unknown = { nameServers: [] };
                return { facts, delegation: facts ? await delegationOf(facts.name, dnsServers) : unknown };
            },
            rows: ({ delegation, facts }) => [zoneRow(zone, facts, delegation, own.account)],
        },
        { account: own.account },
    );
}
