import type { AuthPlan } from "../../plan/serving/auth";
import type { ServingPlan } from "../../plan/serving/serving";
import { commonHealthPaths } from "../health/health";

/** Whose tokens a balancer checks, by keys that it fetches itself. */
export interface TokenCheck {
    readonly issuer: string;
    readonly keysUri: string;
}

/** The host and paths of requests that a balancer may forward to a region's gate. */
export interface Entrance {
    readonly name: "health" | "callers" | "gates";
    readonly host: string;
    /** @default - all */
    readonly paths?: readonly string[];
    /**
     * What the balancer checks before it forwards a request.
     *
     * @default - nothing: the gate alone checks
     */
    readonly token?: TokenCheck;
}

/**
 * The entrances of a region; the first match counts. Where a balancer is to check tokens (`checksTokens`), a request without one costs the
 * gate nothing; the gate checks again, and more. Health needs no token. Other gates of the cell authenticate with the gate key, under the
 * region's own host.
 */
export function entrancesOf(
    { auth, cell, host }: Pick<ServingPlan, "auth" | "cell" | "host">,
    checksTokens: boolean,
): Entrance[] {
    const token = checksTokens ? tokenCheckOf(auth) : undefined;
    return [
        { name: "health", host: cell.host, paths: commonHealthPaths },
        { name: "callers", host: cell.host, ...(token && { token }) },
        { name: "gates", host },
    ];
}

/** Balancers fetch keys from where public authorities vouch for; of other issuers the gate alone checks tokens. */
function tokenCheckOf({ jwt }: AuthPlan): TokenCheck | undefined {
    return jwt?.keys.kind !== "uri" || jwt.keys.authorities !== undefined
        ? undefined
        : { issuer: jwt.issuer, keysUri: jwt.keys.uri };
}
