import type { Row, Where } from "../row";

/** What the simulation decided about each action, with the value of the condition where it depends on one. */
export interface Simulated {
    readonly action: string;
    readonly isAllowed: boolean;
    /** Whether the organization denies it, whatever policies the identity has. */
    readonly byOrganization: boolean;
    /** `aws:RequestedRegion eu-west-1` */
    readonly when?: string;
}

export function permissionsRow(identity: string, simulated: readonly Simulated[], where: Where): Row {
    const denied = simulated.filter(({ isAllowed }) => !isAllowed);
    const textOf = ({ action, when }: Simulated) => (when === undefined ? action : `${action} (${when})`);
    const row = {
        check: "permissions",
        ...where,
        found: `${identity}: ${simulated.length - denied.length} of ${simulated.length} are allowed`,
        needed: "each action of an update, on each kind of resource",
    } as const;
    if (denied.length === 0) return { ...row, status: "pass" };
    return {
        ...row,
        status: "fail",
        remedy: denied.some(({ byOrganization }) => byOrganization)
            ? "the organization denies some of these: change its service control policy. Attach the policies of npx meridian preflight --permissions for the others"
            : "attach the policies that npx meridian preflight --permissions prints",
        details: [...new Set(denied.map(textOf))].sort(),
    };
}

/** Of an identity that IAM does not simulate: the root user, and federated users. */
export function unsimulatedRow(arn: string, where: Where): Row {
    return {
        check: "permissions",
        ...where,
        status: "unknown",
        found: `IAM simulates no policies of ${arn}`,
        needed: "a role or a user",
        remedy: "run the engine by a role or a user",
    };
}
