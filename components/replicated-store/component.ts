import * as pulumi from "@pulumi/pulumi";

import type { LandingZone } from "../landing-zone/contract";
import { otherAdapterFaults } from "../landing-zone/one-adapter";
import { ownProviderFaults } from "../own-provider";
import { splitRef } from "../plan/places/catalogue";
import type { Cell } from "../plan/cells/cell";
import { ConfigFaults, type Fault, quoted, refuse } from "../plan/faults";
import { planReplicatedStore } from "../plan/store/replicated-store";
import type { StorePlan } from "../plan/store/store-plan";
import type { PlannedStore, ReplicatedStoreArgs } from "./args";
import type { Store } from "./contract";

/**
 * The tables of one cell, replicated over its regions, encrypted with the cell's keys, and copied to its backup location. What
 * reads see differs between clouds; each adapter says how.
 *
 * Throws `ConfigFaults`, before any resource exists, when the cell's clouds can't keep them so.
 *
 * @example
 * ```ts
 * const store = new ReplicatedStore("features", {
 *     landings,
 *     tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }],
 *     backup: { everyHours: 1 },
 * });
 * ```
 */
export class ReplicatedStore extends pulumi.ComponentResource {
    /** The plan, which needs no resource. */
    readonly plan: StorePlan;
    /** Addresses of the tables. */
    readonly store: Store;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: ReplicatedStoreArgs | PlannedStore, opts: pulumi.ComponentResourceOptions = {}) {
        refuse(ownProviderFaults(opts));
        const { plan, primary, others } = check(args);
        super("meridian:index:ReplicatedStore", name, {}, opts);
        const store = primary.store!(name, plan, others, { parent: this });
        this.plan = plan;
        this.store = store;
        this.nodes = store.nodes;
        this.registerOutputs({ tables: store.tables });
    }
}

interface Checked {
    readonly plan: StorePlan;
    readonly primary: LandingZone;
    readonly others: readonly LandingZone[];
}

function check(args: ReplicatedStoreArgs | PlannedStore): Checked {
    const { landings } = args;
    const cell = "plan" in args ? args.plan.cell : landings[0]?.cell;
    if (cell === undefined) throw new ConfigFaults([noLanding]);
    refuse(landingFaults(cell, landings));
    const plan = "plan" in args ? args.plan : planned(cell, args);
    const [primary, ...others] = [...landings].sort((a, b) => rank(a, cell) - rank(b, cell));
    return { plan, primary: primary!, others };
}

const noLanding: Fault = {
    code: "store/no-landing",
    path: "landings",
    problem: "the store has no landing zone, expected those of all regions of a cell",
    remedy: "pass the landing zones of the cell whose data it stores",
};

function planned(cell: Cell, { landings: _, lookups, ...input }: ReplicatedStoreArgs): StorePlan {
    return planReplicatedStore(cell, input, lookups);
}

/** The primary's first, the others in the cell's order. */
function rank({ target }: LandingZone, { primary, regions }: Cell): number {
    return target.region === primary ? -1 : regions.indexOf(target.region);
}

function landingFaults(cell: Cell, landings: readonly LandingZone[]): Fault[] {
    const foreign = landings.flatMap((landing, i): Fault[] =>
        landing.cell.name === cell.name
            ? []
            : [
                  {
                      code: "residency/landing-of-another-cell",
                      path: `landings[${i}]`,
                      value: landing.cell.name,
                      problem: `the landing zone in ${landing.target.region} is of cell ${quoted(landing.cell.name)}, but the store is of cell ${quoted(cell.name)}`,
                      remedy: "create one store for each cell",
                  },
              ],
    );
    const missing = cell.regions
        .filter(region => !landings.some(({ target }) => target.region === region))
        .map((region): Fault => ({
            code: "store/region-without-landing",
            path: "landings",
            value: region,
            problem: `region ${quoted(region)} of cell ${quoted(cell.name)} has no landing zone, expected one for each region of the cell`,
            remedy: "create a landing zone there too, or remove the region from the cell",
        }));
    const clouds = new Set(cell.regions.map(region => splitRef(region).cloud));
    const without = landings
        .filter(landing => landing.store === undefined)
        .map(({ target }): Fault => ({
            code: "capability/store",
            path: "landings",
            value: target.region,
            problem: `region ${quoted(target.region)} can't store tables, as the adapter for ${splitRef(target.region).cloud} has no store`,
            remedy: "move the cell to a cloud whose adapter has a store",
        }))
        .slice(0, 1);
    const several: Fault[] =
        clouds.size < 2
            ? otherAdapterFaults(landings)
            : [
                  {
                      code: "store/between-clouds",
                      path: "cell",
                      value: cell.name,
                      problem: `cell ${quoted(cell.name)} has regions on ${[...clouds].join(", ")}, but tables replicate only within one cloud`,
                      remedy: "create one cell for each cloud",
                  },
              ];
    return [...foreign, ...missing, ...without, ...several];
}
