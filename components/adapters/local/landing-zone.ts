import * as pulumi from "@pulumi/pulumi";

import type { LandingZoneArgs, Target } from "../../landing-zone/contract";
import { regionOfCellFaults } from "../../landing-zone/region-of-cell";
import type { Cell } from "../../plan/cells/cell";
import { unbuiltFaults } from "../../plan/clouds/existing-faults";
import { underNamesFaults } from "../../plan/clouds/under-names";
import { refuse } from "../../plan/faults";
import { regionHost, serversHost, watcherHost } from "../../plan/names";
import { own } from "../shared/own";
import { directories } from "./directories";
import { LocalNames } from "./names";
import type { Certificate } from "./resources";

/** What a cell needs once in a region of this machine: a directory of its own, and certificates for its processes. */
export class LocalLandingZone extends pulumi.ComponentResource {
    readonly cell: Cell;
    readonly target: Target;
    readonly names: LocalNames;
    readonly directory: string;
    /** What the gate shows to clients, to other gates and to servers. */
    readonly gateCertificate: Certificate;
    /** What the servers show, to gates only. */
    readonly serverCertificate: Certificate;
    /** The name that the gate has to other gates and to servers: no other region's gate may call the servers here. */
    readonly gateName: string;
    /** The name of what watches the region. Its processes admit it as an observer. */
    readonly watcherName: string;
    /** The name in the servers' certificate. */
    readonly serverName: string;

    constructor(
        target: Target,
        { cell, names, existing = {} }: LandingZoneArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const local = check(target, cell, names);
        refuse(unbuiltFaults(existing, target.region, "existing"));
        const host = regionHost(target.region, cell.name, cell.domain);
        super("meridian:local:LandingZone", host, {}, opts);
        this.cell = cell;
        this.target = target;
        this.names = local;
        this.directory = directories.region(cell, target.region);
        this.gateName = host;
        this.serverName = serversHost(host);
        this.watcherName = watcherHost(host);
        const made = { parent: this };
        const [gate, servers] = [`${this.directory}/gate-tls`, `${this.directory}/servers-tls`];
        this.gateCertificate = this.certify(`${host}-gate`, gate, [cell.host, host], made);
        this.serverCertificate = this.certify(`${host}-servers`, servers, [this.serverName], made);
        this.registerOutputs({ directory: this.directory });
    }

    /** A certificate of the cell for a process of the region. */
    certify(name: string, directory: string, hosts: string[], opts: pulumi.CustomResourceOptions): Certificate {
        return this.names.certify(name, this.cell, directory, hosts, opts);
    }
}

function check(target: Target, cell: Cell, names: LandingZoneArgs["names"]): LocalNames {
    refuse(regionOfCellFaults(cell, target.region));
    refuse(underNamesFaults(names.cloud, ["local"], "names"));
    return own("local", LocalNames, names, {
        path: "names",
        value: names.cloud,
        subject: `the DNS zone handle of ${names.cloud}`,
        remedy: "create it with local().zone(…)",
    });
}
