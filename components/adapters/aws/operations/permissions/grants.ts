import type { Config } from "../../../../plan/config/config";
import { regionNamed, type RegionRef, splitRef } from "../../../../plan/places/catalogue";
import type { CellPlan, Plan } from "../../../../plan/plan";
import { releasesOf } from "../../../../plan/serving/serving";
import { accountIn } from "../../../../plan/cells/account-faults";
import { globalEvents } from "../../observability-hub/global-events";
import { actionsIn, actionsOf, lookedUp } from "./actions";
import { type Condition, conditionIn, type Owned, resourcesIn, scopeOf } from "./scopes";
import { passedTo, serviceRoles } from "./service-roles";
import { typesOfCell, typesOfNames } from "./types";

/** Actions that an identity needs, on what, and for which values of a condition. */
export interface Grant {
    readonly sid: string;
    readonly actions: readonly string[];
    /** ARNs, with `*` where a name is not known before an update. */
    readonly resources: readonly string[];
    readonly condition?: Condition;
}

/** An identity that an update acts as: the role of cells, or the identity that runs the engine. */
export interface Principal {
    /** Undefined: the identity that runs the engine. */
    readonly role: string | undefined;
    /** The cells in its account, in order of name. */
    readonly cells: readonly string[];
    readonly grants: readonly Grant[];
}

/** A stack's config with its plan. */
export interface Planned {
    readonly config: Config;
    readonly plan: Plan;
}

/** Every identity that an update of a stack acts as on AWS, with what it needs. `account`: of the engine's identity, where it is known. */
export function principalsOf(planned: Planned, account = "*"): Principal[] {
    const cells = cellsOn(planned.plan);
    const roles = [...new Set(cells.flatMap(cell => roleOf(cell) ?? []))].sort();
    const principal = (role: string | undefined, account: string, types: readonly string[], ...more: Grant[]) => {
        const own = cells.filter(cell => roleOf(cell) === role);
        const grants = [...more, ...grantsFor(types, own, planned, account)];
        return { role, cells: own.map(({ cell }) => cell.name), grants };
    };
    const assumed = roles.length === 0 ? [] : [{ sid: "Cells", actions: ["sts:AssumeRole"], resources: roles }];
    return [
        principal(undefined, account, typesOfNames(planned.plan), ...assumed),
        ...roles.map(role => principal(role, accountIn(role) ?? "*", [])),
    ].filter(({ grants }) => grants.length > 0);
}

/** Cells with regions on AWS. */
export function cellsOn({ cells }: Plan): CellPlan[] {
    return cells.filter(({ cell }) => cell.regions.some(isAws));
}

/** The role that a cell is built by, if it names one. */
export function roleOf({ cell }: CellPlan): string | undefined {
    return cell.accounts.aws?.roleArn;
}

const isAws = (ref: RegionRef) => splitRef(ref).cloud === "aws";

/** What cells in one account need, with types of resources that belong to no cell. */
function grantsFor(more: readonly string[], cells: readonly CellPlan[], planned: Planned, account: string): Grant[] {
    const types = [...new Set([...more, ...cells.flatMap(cell => typesOfCell(cell, planned))])];
    const actions = new Set([
        ...types.flatMap(type => actionsIn(actionsOf[type]!)),
        ...(cells.length === 0 ? [] : actionsIn(lookedUp)),
        ...(serviceRoles(types).length === 0 ? [] : ["iam:CreateServiceLinkedRole"]),
        ...(passedTo(types).length === 0 ? [] : ["iam:PassRole"]),
    ]);
    const sorted = [...actions].sort();
    const owned = ownedBy(cells, types, planned.plan, account);
    const scoped = [...new Set(sorted.map(scopeOf))].map((sid): Grant => {
        const condition = conditionIn(sid, owned);
        return {
            sid,
            actions: sorted.filter(action => scopeOf(action) === sid),
            resources: resourcesIn(sid, owned),
            ...(condition && { condition }),
        };
    });
    const sources = sourcesOf(cells).map(bucket => owned.arn(`s3:::${bucket}`));
    const copies: readonly Grant[] = [
        { sid: "SourceBuckets", actions: ["s3:ListBucket"], resources: sources },
        {
            sid: "SourceObjects",
            actions: ["s3:GetObject", "s3:GetObjectTagging"],
            resources: sources.map(bucket => `${bucket}/*`),
        },
    ];
    return [...scoped, ...(sources.length === 0 ? [] : copies)];
}

function ownedBy(cells: readonly CellPlan[], types: readonly string[], { service }: Plan, account: string): Owned {
    const partition = regionNamed(cells[0]?.cell.primary ?? "aws:us-east-1")?.sovereign ?? "aws";
    const regions = cells.flatMap(({ cell, store }) => [
        ...cell.regions,
        ...(store?.backup === undefined ? [] : [store.backup.place]),
    ]);
    return {
        arn: rest => `arn:${partition}:${rest}`,
        account,
        prefixes: cells.map(({ cell }) => `${service}-${cell.name}-`),
        regions: namesOf(regions),
        trailRegions: namesOf([...regions, ...cells.flatMap(({ cell }) => cell.backup ?? []), `aws:${globalEvents}`]),
        types,
    };
}

const namesOf = (regions: readonly RegionRef[]) =>
    [...new Set(regions.filter(isAws).map(ref => splitRef(ref).name))].sort();

/** Buckets from which releases are copied. */
function sourcesOf(cells: readonly CellPlan[]): string[] {
    const releases = cells.flatMap(({ servings }) =>
        servings.filter(({ region }) => isAws(region)).flatMap(({ models }) => releasesOf(models)),
    );
    const buckets = releases.flatMap(({ release }) => /^s3:\/\/([^/]+)\//.exec(release.artifact)?.[1] ?? []);
    return [...new Set(buckets)].sort();
}
