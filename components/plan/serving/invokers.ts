import type { Claims } from "./auth";
import type { ServingPlan } from "./serving";

/** The claim that names whose a token is (RFC 7519 §4.1.2). */
export const subjectClaim = "sub";

/**
 * The claims that callers of a model need in a region where only `invokers`, who are identified by tokens, may call: those of the model,
 * and that of the subject. If the model requires subjects itself, those that are in both.
 */
export function claimsOfInvokers(requires: Claims | undefined, invokers: readonly string[]): Claims | undefined {
    if (invokers.length === 0) {
        return requires;
    }
    const own = requires?.[subjectClaim];
    const both = own === undefined ? invokers : invokers.filter(invoker => own.includes(invoker));
    return { ...requires, [subjectClaim]: [...both] };
}

/** The models of a region. Where it has invokers, each model requires their token, which the gate checks. */
export function modelsOfInvokers({ hosting, models }: Pick<ServingPlan, "hosting" | "models">): ServingPlan["models"] {
    return models.map(({ requires, ...model }) => {
        const claims = claimsOfInvokers(requires, hosting.invokers);
        return { ...model, ...(claims && { requires: claims }) };
    });
}
