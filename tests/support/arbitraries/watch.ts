import fc from "fast-check";

import { requirementsOf } from "../../../components/plan/cells/standards";
import type { ConfigInput } from "../../../components/plan/config/config";
import type { BudgetInput, ObservabilityInput } from "../../../components/plan/config/observability";
import { placeOf, type RegionRef } from "../../../components/plan/places/catalogue";
import { covers } from "../../../components/plan/places/jurisdictions";
import { checkersOf, checksOf } from "../../../components/plan/serving/checks";
import type { CellInput, Cells } from "./cells";
import { labels } from "./forms";
import { cloudsOf, haveAll, type Stack } from "./stack";

type ExportInput = NonNullable<ObservabilityInput["exports"]>[number];
type Recovery = NonNullable<ConfigInput["recovery"]>;

export function observabilityOf({ cells, places }: Cells, hasStore: boolean): fc.Arbitrary<ObservabilityInput> {
    const regions = cells.flatMap(cell => cell.regions as RegionRef[]);
    const clouds = cloudsOf(regions);
    const asked = cells.flatMap(cell => (cell.standards ?? []).map(standard => requirementsOf[standard]));
    const least = Math.max(1, ...asked.map(({ logsRetainDays }) => logsRetainDays));
    const audits = [
        ...(asked.some(({ audit }) => audit) ? [] : [false]),
        ...(haveAll(clouds, "observability/audit") ? [true] : []),
    ];
    const isRead = asked.some(({ audit }) => audit) || clouds.every(cloud => cloud === "kubernetes");
    return fc.record(
        {
            ...(haveAll(clouds, "observability/objectives")
                ? {
                      slo: fc.record(
                          {
                              availability: fc.constantFrom(0.5, 0.99, 0.99999),
                              p99Ms: fc.integer({ min: 1, max: 600_000 }),
                          },
                          { requiredKeys: [] },
                      ),
                  }
                : {}),
            ...(haveAll(clouds, "observability/logs")
                ? { logs: fc.record({ retainDays: fc.integer({ min: least, max: 3650 }) }, { requiredKeys: [] }) }
                : {}),
            ...(haveAll(clouds, "observability/drift")
                ? { drift: fc.record({ psi: fc.constantFrom(0.01, 0.2, 10) }, { requiredKeys: [] }) }
                : {}),
            ...(hasStore && haveAll(clouds, "observability/withdrawal")
                ? {
                      withdraw: fc.record(
                          { digest: fc.boolean(), lagSeconds: fc.constantFrom(5, 86_400) },
                          { requiredKeys: [] },
                      ),
                  }
                : {}),
            ...(haveAll(clouds, "observability/anomalies") ? { anomalies: fc.boolean() } : {}),
            ...(audits.length === 0 ? {} : { audit: fc.constantFrom(...audits) }),
            ...(isRead && haveAll(clouds, "observability/samples")
                ? {
                      samples: fc.record(
                          { percent: fc.constantFrom(0.001, 1, 100), keep: fc.constantFrom(1, 1000) },
                          { requiredKeys: ["percent"] },
                      ),
                  }
                : {}),
            exports: fc
                .uniqueArray(exportOf(cells, places), { maxLength: 2, selector: ({ name }) => name })
                .filter(exports =>
                    exports.every(
                        ({ to, ca }) =>
                            haveAll(clouds, `observability/export-${to}`) &&
                            (ca === undefined || haveAll(clouds, "observability/export-ca")),
                    ),
                ),
            home: fc.constantFrom(...regions),
        },
        { requiredKeys: [] },
    );
}

/** To a place of a cell, from some of the cells that admit it. */
function exportOf(cells: readonly CellInput[], places: Cells["places"]): fc.Arbitrary<ExportInput> {
    const regions = cells.flatMap(cell => cell.regions as RegionRef[]);
    return fc.constantFrom(...regions).chain(place => {
        const { country } = placeOf(place) ?? places[place]!;
        const admitting = cells.filter(({ jurisdictions }) => jurisdictions.some(name => covers(name, country)));
        return fc.record(
            {
                name: labels,
                to: fc.constantFrom("splunk", "elasticsearch", "otlp"),
                endpoint: fc.constantFrom("https://logs.example/v1", "https://logs.example:8088/services/collector"),
                place: fc.constant(place),
                dataClass: fc.constantFrom("public", "internal"),
                cells: fc.shuffledSubarray(
                    admitting.map(({ name }) => name),
                    { minLength: 1 },
                ),
                token: fc.record({ secret: labels }),
                ca: fc.constant("collector-ca.pem"),
            },
            {
                requiredKeys: [
                    "name",
                    "to",
                    "endpoint",
                    "place",
                    ...(admitting.length === cells.length ? [] : (["cells"] as const)),
                ],
            },
        );
    });
}

/** No sooner than a lost region is noticed. */
export function recoveryOf(
    { names, edge }: Stack,
    cells: readonly CellInput[],
    routing: ConfigInput["routing"],
): fc.Arbitrary<Recovery> {
    const regions = cells.flatMap(cell => cell.regions as RegionRef[]);
    const noticed = checkersOf(regions, names, edge).map(({ checks }) => {
        const { everySeconds, unhealthyAfter } = checksOf(checks, routing?.failover);
        return everySeconds * unhealthyAfter;
    });
    return fc.record(
        {
            rtoSeconds: fc.double({ min: Math.max(0.1, ...noticed), max: 86_400, noNaN: true }),
            rpoSeconds: fc.integer({ min: 1, max: 86_400 }),
            ...(haveAll(cloudsOf(regions), "recovery/drills")
                ? { drills: fc.constantFrom("weekly", "monthly", "quarterly") }
                : {}),
        },
        { requiredKeys: [] },
    );
}

export function budgetOf(cells: readonly CellInput[]): fc.Arbitrary<BudgetInput | undefined> {
    const clouds = cloudsOf(cells.flatMap(({ regions }) => regions));
    // Of AWS's accounts only those without an organization, and its management account.
    const ownAccounts = cells.some(({ accounts }) => accounts?.aws !== undefined);
    return haveAll(clouds, "budget/limit")
        ? fc.record(
              {
                  monthly: fc.integer({ min: 1, max: 1_000_000_000 }),
                  currency: fc.constantFrom("EUR", "USD"),
                  ...(haveAll(clouds, "budget/anomalies") && !ownAccounts ? { anomalies: fc.boolean() } : {}),
              },
              { requiredKeys: ["monthly", "currency"] },
          )
        : fc.constant(undefined);
}
