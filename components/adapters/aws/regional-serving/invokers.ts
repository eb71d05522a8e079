import type { Fault } from "../../../plan/faults";
import type { ServingPlan } from "../../../plan/serving/serving";

/** The claim that names who a token is of (RFC 7519 §4.1.2). */
const subject = "sub";

/**
 * The plan of a region whose models only those may ask who are named: callers prove themselves to the gate here, and not to IAM, so that who
 * is named is the subject of a token. Where a model asks for subjects itself, those who are in both.
 */
export function askedByInvokers(plan: ServingPlan): ServingPlan {
    const { invokers } = plan.hosting;
    if (invokers.length === 0) {
        return plan;
    }
    return {
        ...plan,
        models: plan.models.map(model => {
            const own = model.requires?.[subject];
            const both = own === undefined ? invokers : invokers.filter(invoker => own.includes(invoker));
            return { ...model, requires: { ...model.requires, [subject]: [...both] } };
        }),
    };
}

/** Nobody can be known by a token where none is asked for; and a model that nobody may ask is a mistake. */
export function invokerFaults(plan: ServingPlan): Fault[] {
    const { auth, hosting, region } = plan;
    const { invokers } = hosting;
    if (invokers.length === 0) {
        return [];
    }
    const path = `serving.access["${region}"].invokers`;
    const value = invokers.join(", ");
    if (auth.jwt === undefined) {
        return [
            {
                code: "capability/adapter",
                path,
                value,
                allowed: `subjects of tokens: in ${region}`,
                remedy: "say by routing.auth.jwt, or by the cell's auth, whose tokens are taken",
            },
        ];
    }
    return askedByInvokers(plan)
        .models.filter(({ requires }) => requires?.[subject]?.length === 0)
        .map(({ name, requires: _ }) => ({
            code: "capability/adapter",
            path: `models.${name}.requires.claims.${subject}`,
            allowed: `some of ${value}, who may ask models in ${region}`,
            remedy: "name the same subjects in both, or leave one of them out",
        }));
}
