import { type QuotaNeed, quotas } from "../quotas";
import type { Row, Where } from "../row";

/** A quota of an account in a region. */
export interface QuotaFacts {
    readonly value: number;
    /** In use by the whole account; undefined: AWS has no figure. */
    readonly used: number | undefined;
    /** Whether what this stack has already is part of `used`. */
    readonly includesOwn: boolean;
}

export function quotaRow(
    { needed, quota, replacing }: QuotaNeed,
    { includesOwn, used, value }: QuotaFacts,
    where: Where,
): Row {
    const { code, service, title } = quotas[quota];
    const free = value - (used ?? 0);
    const row = {
        check: "quota",
        ...where,
        found: `${title}: ${value}${used === undefined ? ", use unknown" : `, ${used} in use`}`,
        needed: `${needed} at the largest scale`,
    } as const;
    const increase = (to: number) =>
        `request an increase to ${to}: aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${to} --region ${where.region?.replace("aws:", "") ?? ""}`;
    const most = Math.ceil((used ?? 0) + (replacing ?? needed));
    if (needed > value || (needed > free && !includesOwn)) {
        return {
            ...row,
            status: "fail",
            remedy: `${increase(most)}${quota === "networks" ? ", or bring a network in existing" : ", or lower serving.scaling.max"}`,
        };
    }
    if (needed > free) {
        return {
            ...row,
            status: "warning",
            found: `${row.found}, including what this stack runs`,
            remedy: `if other services use ${used} without this stack, ${increase(most)}`,
        };
    }
    if (replacing !== undefined && replacing > free) {
        return {
            ...row,
            status: "warning",
            needed: `${needed} at the largest scale, ${replacing} while an update replaces all tasks at that scale`,
            remedy: `update at lower load, or ${increase(most)}`,
        };
    }
    return used === undefined
        ? { ...row, status: "warning", remedy: "compare the quota with what the account uses" }
        : { ...row, status: "pass" };
}
