import { userInfo } from "node:os";

/**
 * Who asks, for the audit trail: the account, as the operating system calls it, and before it who `MERIDIAN_ACTOR` says has a pipeline
 * do it, as where `pulumi up` writes it down.
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
