import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { isProtected } from "../../../components/plan/residency";
import type { AuthInput } from "../../../components/plan/serving/auth";
import { checkersOf } from "../../../components/plan/serving/checks";
import { proofsOf } from "./auth";
import type { CellInput } from "./cells";
import { ids } from "./forms";
import { limitsWhere } from "./limits";
import { cloudsOf, haveAll, intervalsOf, type Stack, thresholdsOf } from "./stack";

type RoutingInput = NonNullable<ConfigInput["routing"]>;

/** Edge and names are said where they wouldn't be what is taken unsaid. */
export function routingOf(
    { names, edge }: Stack,
    cells: readonly CellInput[],
    auth: AuthInput | undefined,
): fc.Arbitrary<RoutingInput> {
    const regions = cells.flatMap(cell => cell.regions as RegionRef[]);
    const checks = checkersOf(regions, names, edge).map(({ checks }) => checks);
    const open = !cells.some(({ dataClasses }) => dataClasses.some(isProtected));
    const plainly = cloudsOf(regions).join() === names;
    return fc.record(
        {
            edge: fc.constant(edge),
            by: fc.constant("latency" as const),
            names: fc.constant(names),
            ...(haveAll([names], "existing/zone") ? { zone: ids } : {}),
            ...(open && haveAll([names], "name/shared") ? { sharedName: fc.boolean() } : {}),
            failover: fc.record(
                {
                    everySeconds: intervalsOf(checks),
                    unhealthyAfter: thresholdsOf(checks),
                },
                { requiredKeys: [] },
            ),
            drain: fc
                .tuple(...cells.map(({ regions }) => fc.shuffledSubarray(regions, { maxLength: regions.length - 1 })))
                .map(drained => drained.flat()),
            limits: limitsWhere(proofsOf(cells, auth).callers),
            ...(auth === undefined ? {} : { auth: fc.constant(auth) }),
        },
        {
            requiredKeys: [
                ...(edge === "regional" ? [] : (["edge"] as const)),
                ...(plainly ? [] : (["names"] as const)),
                ...(auth === undefined ? [] : (["auth"] as const)),
            ],
        },
    );
}
