import type * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../gate/health/health";
import type { Address } from "../../gate/upstream";
import type { ServingPlan } from "../../plan/serving/serving";
import type { Front } from "../../regional-serving/contract";
import type { LocalLandingZone } from "./landing-zone";
import type { Process } from "./resources";

/** A process of a region that tells how it does, with what it is. */
export interface Observed {
    readonly job: "model-server" | "comparer" | "table-server";
    readonly instance: string;
    /** The name in its certificate. */
    readonly serverName: string;
    readonly log: string;
    readonly process: Process;
    /** The release's baseline, where the region keeps it. */
    readonly baseline?: pulumi.Output<string>;
    /** The file of the release that it serves, where it serves one. */
    readonly artifact?: pulumi.Output<string>;
}

/** The gate itself is the front: the only proxy before it is the edge, which passes TLS through. */
export class LocalFront implements Front {
    readonly cell: Front["cell"];
    readonly region: Front["region"];
    readonly place: Front["place"];
    readonly hostname: Front["hostname"];
    readonly address: Front["address"];
    readonly paths = healthPaths;

    constructor(
        /** The component's name, from which the names of its gate and directories follow. */
        readonly name: string,
        readonly plan: ServingPlan,
        readonly landing: LocalLandingZone,
        readonly gate: Process,
        readonly gateLog: string,
        /** The processes behind the gate. */
        readonly behind: readonly Observed[],
        /** Their addresses by instance: one output, shared by the gate and its watcher. */
        readonly listening: pulumi.Output<Readonly<Record<string, Address>>>,
    ) {
        const { address } = landing.names.gate(plan.cell, plan.region);
        this.cell = plan.cell.name;
        this.region = plan.region;
        this.place = plan.place;
        this.hostname = plan.host;
        // Known earlier, but reachable only once the gate runs.
        this.address = gate.state.apply(() => address);
    }
}
