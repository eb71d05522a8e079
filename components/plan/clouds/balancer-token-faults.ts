import type { Config } from "../config/config";
import { type Fault, quoted } from "../faults";
import { cloudsOf } from "../places/catalogue";
import { type AuthPlan, planAuth } from "../serving/auth";

/** Characters of an issuer, and of the URL of its keys (docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html). */
const longest = 256;

/** Tokens that balancers of AWS are to check and can't. */
export function balancerTokenFaults({ aws, cells, routing }: Pick<Config, "aws" | "cells" | "routing">): Fault[] {
    if (aws?.tokensAtBalancer !== true) return [];
    return cells.flatMap(({ auth, name, regions }, i) =>
        cloudsOf(regions).includes("aws")
            ? uncheckedFaults(
                  name,
                  planAuth(auth ?? routing.auth),
                  auth === undefined ? "routing.auth" : `cells[${i}].auth`,
              )
            : [],
    );
}

/** The same of one cell, whose auth is at a path: there are no tokens, a balancer can't get the keys, or a name is too long. */
export function uncheckedFaults(cell: string, { jwt }: AuthPlan, at: string): Fault[] {
    if (jwt?.keys.kind !== "uri" || jwt.keys.authorities !== undefined) {
        return [
            {
                code: "auth/balancer-tokens",
                path: "aws.tokensAtBalancer",
                value: true,
                problem: `balancers of cell ${quoted(cell)} can't check tokens, expected ${at}.jwt.jwksUri, without jwksAuthorities`,
                remedy: "remove tokensAtBalancer: gates check tokens by any keys",
            },
        ];
    }
    return Object.entries({ issuer: jwt.issuer, jwksUri: jwt.keys.uri })
        .filter(([, text]) => text.length > longest)
        .map(([key, text]) => ({
            code: "auth/balancer-tokens",
            path: `${at}.jwt.${key}`,
            value: text.length,
            problem: `${key} has ${text.length} characters, expected at most ${longest} where balancers check tokens`,
            remedy: "remove aws.tokensAtBalancer: gates check tokens of any issuer",
        }));
}
