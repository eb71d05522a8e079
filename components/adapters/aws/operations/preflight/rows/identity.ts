import type { Answer, Row, Where } from "../row";

export function identityRow(arn: string, account: string): Row {
    const row = { check: "identity", account, needed: "an identity of AWS that runs the engine", found: arn } as const;
    return arn.endsWith(":root")
        ? { ...row, status: "warning", remedy: "run the engine by a role or a user: no policy restricts the root user" }
        : { ...row, status: "pass" };
}

/** Whether the role of a cell can be assumed. */
export function assumedRow(role: string, session: Answer<unknown>, where: Where): Row {
    const row = { check: "identity", ...where, needed: `may assume ${role}` } as const;
    return session.state === "answered"
        ? { ...row, status: "pass", found: `assumed ${role}` }
        : {
              ...row,
              status: "fail",
              found: session.reason,
              remedy: `allow the identity sts:AssumeRole on ${role}, and name the identity in the role's trust policy`,
          };
}

/** A check that needs the role of a cell, which can't be assumed. */
export function notReached(check: Row["check"], where: Where): Row {
    return {
        check,
        ...where,
        status: "unknown",
        found: "not checked: the role can't be assumed",
        needed: "the role of the cell",
        remedy: "correct the identity row of this account first",
    };
}

export function elsewhereRow({ cell, region }: Required<Pick<Where, "cell" | "region">>): Row {
    return {
        check: "cloud",
        cell,
        region,
        status: "unknown",
        found: "not checked: this command reads AWS only",
        needed: "what the cloud's page lists under prerequisites",
        remedy: `read docs/clouds/${region.split(":")[0]!}.md`,
    };
}
