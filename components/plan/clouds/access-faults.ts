import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import { orList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { cloudsOf, type RegionRef } from "../places/catalogue";
import { planAuth } from "../serving/auth";
import { runsIn } from "../serving/model-cells";
import { claimsOfInvokers, subjectClaim } from "../serving/invokers";
import { cloudTable } from "./table";

/** Deployers and invokers that a region can't identify. */
export function accessFaults(config: Asked): Fault[] {
    return Object.entries(config.serving.access).flatMap(([ref, { deployers, invokers }]) => {
        const [cloud] = cloudsOf([ref as RegionRef]);
        if (cloud === undefined) return [];
        const facts = cloudTable[cloud];
        const at = ["serving", "access", ref];
        const byToken = facts.invokersBy === "tokens" && invokers.length > 0;
        return [
            ...(facts.deployers ? principalFaults(deployers, facts.deployers, ref, at) : []),
            ...(byToken ? tokenFaults(config, invokers, ref, pathOf([...at, "invokers"])) : []),
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
                      problem: `invalid deployer ${quoted(deployer)} in region ${quoted(region)}, expected ${form}`,
                      remedy: "list each deployer by its own identifier",
                  },
              ],
    );
}

/** Invokers are identified by tokens, and the claims of each model must admit one of them. */
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
        const problem = `region ${quoted(region)} identifies invokers ${quoted(value)} by tokens, but cell ${quoted(cell.name)} does not configure auth.jwt`;
        const remedy = "configure routing.auth.jwt, or auth.jwt of the cell, or remove the invokers";
        return [{ code: "access/no-token", path, value, problem, remedy }];
    }
    return models.flatMap(({ cells: own, name, requires }, i): Fault[] => {
        const required = requires?.claims[subjectClaim] ?? [];
        return runsIn({ cells: own }, cell.name) &&
            claimsOfInvokers(requires?.claims, invokers)?.[subjectClaim]?.length === 0
            ? [
                  {
                      code: "access/no-invoker",
                      path: `models[${i}].requires.claims.${subjectClaim}`,
                      value: required.join(", "),
                      problem: `model ${quoted(name)} requires claim ${subjectClaim} to be ${orList(required.map(quoted))}, expected an invoker of region ${quoted(region)}`,
                      allowed: invokers,
                      remedy: "add one of the invokers to the claim, or remove the claim or the invokers",
                  },
              ]
            : [];
    });
}
