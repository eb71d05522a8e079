import type * as aws from "@pulumi/aws";

import { gateHeader } from "../../../gate/headers";

type Rule = Omit<aws.types.input.wafv2.WebAclRule, "priority" | "visibilityConfig"> & { readonly name: string };
type Counted = aws.types.input.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatement;

/** The shortest time that WAF counts requests over (docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html). */
const seconds = 60;

/**
 * Blocks an address for as long as it sends more than so many requests in a minute. WAF estimates rates, and notices an excess usually within
 * half a minute (docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-caveats.html).
 */
export function addressLimit(host: string, limit: number): Rule {
    return {
        name: "requests-per-address",
        // As gates answer requests beyond a rate.
        action: {
            block: {
                customResponse: {
                    responseCode: 429,
                    responseHeaders: [{ name: "retry-after", value: String(seconds) }],
                },
            },
        },
        statement: {
            rateBasedStatement: {
                aggregateKeyType: "IP",
                evaluationWindowSec: seconds,
                limit,
                scopeDownStatement: { notStatement: { statement: ofGates(host) } },
            },
        },
    };
}

/**
 * What other gates of the cell send: under the region's own host, with a key of the cell. They all have the few addresses of their NAT
 * gateways, from which a whole region may spill. WAF sees that there is a key, and not which: a rule with the key would disclose it to
 * principals that may read the filter. The gate rejects a false key before it calls a server. Under the cell's host a key has no effect.
 */
function ofGates(host: string): Counted {
    return {
        andStatement: {
            statements: [
                {
                    byteMatchStatement: {
                        fieldToMatch: { singleHeader: { name: "host" } },
                        positionalConstraint: "EXACTLY",
                        searchString: host,
                        textTransformations: [{ priority: 0, type: "LOWERCASE" }],
                    },
                },
                {
                    // No header, no match (docs.aws.amazon.com/waf/latest/developerguide/waf-rate-based-example-limit-missing-header.html).
                    sizeConstraintStatement: {
                        fieldToMatch: { singleHeader: { name: gateHeader } },
                        comparisonOperator: "GT",
                        size: 0,
                        textTransformations: [{ priority: 0, type: "NONE" }],
                    },
                },
            ],
        },
    };
}
