import { taskShare } from "../../regional-serving/sizes";
import { principalsOf } from "../permissions/grants";
import { answerOf } from "./ask/answer";
import { certificateFacts, keyFacts } from "./ask/brought";
import { imageFacts } from "./ask/images";
import { machineFacts } from "./ask/network";
import { principalOf, simulated, simulationsOf } from "./ask/permissions";
import { quotaFacts } from "./ask/quotas";
import { delegationOf, zoneFacts } from "./ask/zone";
import { atMost } from "./at-most";
import { quotaNeeds } from "./quotas";
import { type Answer, type Row, rowsOf, type Where } from "./row";
import { authorityRow, certificateRow, keyRow } from "./rows/brought";
import { assumedRow, identityRow, notReached } from "./rows/identity";
import { imagesRows } from "./rows/images";
import { machinesRow } from "./rows/machines";
import { permissionsRow } from "./rows/permissions";
import { quotaRow } from "./rows/quota";
import { zoneRow } from "./rows/zone";
import type { Session } from "./session";
import type { Place, Subject } from "./subject";

/** A check that reads an account. */
export type Task = () => Promise<readonly Row[]>;

/** By role; undefined: the identity that runs the engine. */
export type Sessions = ReadonlyMap<string | undefined, Answer<Session>>;

/** Simulations of one identity at a time: IAM throttles them sooner than other requests. */
const simulationsAtOnce = 3;

/** Who an update acts as, and whether it may. */
export function accountRows(own: Session, sessions: Sessions): Row[] {
    const assumed = [...sessions].flatMap(([role, answer]) => {
        if (role === undefined) return [];
        return [
            assumedRow(role, answer.state === "answered" ? undefined : answer.reason, { account: accountOf(role) }),
        ];
    });
    return [identityRow(own.arn, own.account), ...assumed];
}

const accountOf = (role: string) => role.split(":")[4]!;

/** What concerns an identity, whatever the region. */
export function principalTasks(subject: Subject, own: Session, sessions: Sessions, dns?: readonly string[]): Task[] {
    const region = subject.places[0]!.name;
    const permissions = principalsOf(subject.planned, own.account).map(({ cells, grants, role }): Task => {
        const account = role === undefined ? own.account : accountOf(role);
        const where: Where = { account, ...(cells.length === 1 && { cell: cells[0]! }) };
        return async () => {
            const session = sessions.get(role)!;
            if (session.state !== "answered") return [notReached("permissions", where)];
            const needed = "each action of an update, on each kind of resource";
            const asked = {
                check: "permissions",
                needed,
                ...where,
                permission: "iam:SimulatePrincipalPolicy on itself",
            } as const;
            const answer = await answerOf(async () => {
                const principal = role ?? (await principalOf(session.value));
                if (principal === undefined) return undefined;
                const requests = simulationsOf(grants, region);
                const all = await atMost(
                    simulationsAtOnce,
                    requests.map(request => () => simulated(request, principal, session.value)),
                );
                return { principal, results: all.flat() };
            });
            return rowsOf(answer, asked, found =>
                found === undefined
                    ? [
                          {
                              ...without(asked),
                              status: "unknown",
                              found: `IAM simulates no policies of ${own.arn}`,
                              remedy: "run the engine by a role or a user",
                          },
                      ]
                    : [permissionsRow(found.principal, found.results, where)],
            );
        };
    });
    const { zone } = subject;
    if (zone === undefined) return permissions;
    const asked = { check: "zone", needed: `a public zone for ${zone.domain}`, account: own.account } as const;
    const zoneTask: Task = async () => {
        const answer = await answerOf(async () => {
            const facts = await zoneFacts(zone, own);
            return {
                facts,
                delegation: facts === undefined ? { nameServers: [] } : await delegationOf(facts.name, dns),
            };
        });
        const permission = "route53:GetHostedZone and route53:ListHostedZonesByName";
        return rowsOf(answer, { ...asked, permission }, ({ delegation, facts }) => [
            zoneRow(zone, facts, delegation, own.account),
        ]);
    };
    return [...permissions, zoneTask];
}

const without = ({ permission: _, ...rest }: Pick<Row, "check" | "needed"> & Where & { readonly permission: string }) =>
    rest;

/** What a region of a cell needs. */
export function placeTasks(place: Place, { service }: Subject, session: Answer<Session>): Task[] {
    const { cell, existing, images, name, region, role, serving } = place;
    const where: Where = { cell, region, ...(role !== undefined && { account: accountOf(role) }) };
    const { authority, certificate, key, network } = existing;
    const created: Task = () => Promise.resolve([authorityRow(authority, where)]);
    const { gpu } = serving.hosting;
    if (session.state !== "answered") {
        const unreached = [
            "quota",
            "images",
            ...(gpu ? ["machines"] : []),
            ...(key ? ["key"] : []),
            ...(certificate ? ["certificate"] : []),
        ];
        return [() => Promise.resolve(unreached.map(check => notReached(check as Row["check"], where)))];
    }
    const as = session.value;
    const here: Where = { ...where, account: as.account };
    const task =
        <T>(
            check: Row["check"],
            needed: string,
            permission: string,
            ask: () => Promise<T>,
            rows: (value: T) => readonly Row[],
        ): Task =>
        async () =>
            rowsOf(await answerOf(ask), { check, needed, permission, ...here }, rows);
    const own = { "meridian:service": service, "meridian:cell": cell };
    return [
        ...quotaNeeds(serving, network !== undefined).map(need =>
            task(
                "quota",
                `${need.needed} at the largest scale`,
                "servicequotas:GetServiceQuota, servicequotas:GetAWSDefaultServiceQuota, cloudwatch:GetMetricStatistics and ec2:DescribeVpcs",
                () => quotaFacts(need.quota, as, name, own),
                facts => [quotaRow(need, facts, here)],
            ),
        ),
        ...(gpu
            ? [
                  task(
                      "machines",
                      taskShare(serving.hosting).type,
                      "ec2:DescribeInstanceTypeOfferings, ec2:DescribeAvailabilityZones and ec2:DescribeSubnets",
                      () => machineFacts(taskShare(serving.hosting).type, place, as),
                      facts => [machinesRow(taskShare(serving.hosting).type, facts, here)],
                  ),
              ]
            : []),
        task(
            "images",
            "each image that tasks run, by its digest",
            "ecr:DescribeImages",
            () => Promise.all(images.map(image => imageFacts(image.replaceAll("{account}", as.account), as))),
            facts => imagesRows(facts, here),
        ),
        ...(key === undefined
            ? []
            : [
                  task(
                      "key",
                      key,
                      "kms:DescribeKey on the key",
                      () => keyFacts(key, as, name),
                      facts => [keyRow(key, facts, here)],
                  ),
              ]),
        ...(certificate === undefined
            ? []
            : [
                  task(
                      "certificate",
                      certificate,
                      "acm:DescribeCertificate",
                      () => certificateFacts(certificate, as, name),
                      facts => [certificateRow([serving.cell.host, serving.host], facts, here)],
                  ),
              ]),
        created,
    ];
}
