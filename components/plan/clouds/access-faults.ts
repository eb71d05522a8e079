import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { cloudsOf, type RegionRef } from "../places/catalogue";
import { planAuth } from "../serving/auth";
import { runsIn } from "../serving/model-cells";
import { claimsOfInvokers, subjectClaim } from "../serving/invokers";
import { cloudTable } from "./table";

/** What regions can't know callers or deployers by. */
export function accessFaults(config: Asked): Fault[] {
    return Object.entries(config.serving.access).flatMap(([ref, { deployers, invokers }]) => {
        const [cloud] = cloudsOf([ref as RegionRef]);
        if (cloud === undefined) return [];
        const facts = cloudTable[cloud];
        const at = ["serving", "access", ref];
        const asked = facts.invokersBy === "tokens" && invokers.length > 0;
        return [
            ...(facts.deployers ? principalFaults(deployers, facts.deployers, ref, at) : []),
            ...(asked ? tokenFaults(config, invokers, ref, pathOf([...at, "invokers"])) : []),
        ];
    });
}

function principalFaults(
    deployers: readonly string[],
    { form, pattern }: { readonly form: string; readonly pattern: RegExp },
    region: string,
    at: readonly string[],
): Fault[] {
    return deployers.flatMap((deployer, i): Fault[] =>
        pattern.test(deployer)
            ? []
            : [
                  {
                      code: "access/principal",
                      path: pathOf([...at, "deployers", i]),
                      value: deployer,
                      allowed: `${form}: in ${region}`,
                      remedy: "name who deploys, one by one",
                  },
              ],
    );
}

/** Invokers need tokens to be known by, and each model needs an invoker that its claims admit. */
function tokenFaults(
    { cells, models, routing }: Asked,
    invokers: readonly string[],
    region: string,
    path: string,
): Fault[] {
    const value = invokers.join(", ");
    const cell = cells.find(({ regions }) => (regions as readonly string[]).includes(region));
    if (cell === undefined) return [];
    if (planAuth(cell.auth ?? routing.auth).jwt === undefined) {
        const remedy = "say by routing.auth.jwt, or by the cell's auth, whose tokens are taken";
        return [{ code: "access/no-token", path, value, allowed: `subjects of tokens: in ${region}`, remedy }];
    }
    return models.flatMap(({ cells: own, requires }, i): Fault[] =>
        runsIn({ cells: own }, cell.name) && claimsOfInvokers(requires?.claims, invokers)?.[subjectClaim]?.length === 0
            ? [
                  {
                      code: "access/no-invoker",
                      path: `models[${i}].requires.claims.${subjectClaim}`,
                      value: requires?.claims[subjectClaim]?.join(", "),
                      allowed: `some of ${value}, the invokers in ${region}`,
                      remedy: "name the same subjects in both, or leave one of them out",
                  },
              ]
            : [],
    );
}
