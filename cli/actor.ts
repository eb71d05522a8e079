import { userInfo } from "node:os";

/**
 * The caller, for the audit trail: the account, as the operating system names it, and before it the name in `MERIDIAN_ACTOR` on whose
 * behalf a pipeline runs, as `pulumi up` records it.
 */
export function accountHere(said = process.env.MERIDIAN_ACTOR ?? ""): string {
    const account = accountName();
    return said === "" ? account : `${said} (${account})`;
}

/** In containers an account often has a number only. */
function accountName(): string {
    try {
        return userInfo().username;
    } catch {
        return `uid ${process.getuid?.() ?? "unknown"}`;
    }
}
