import { randomBytes } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { type Issued, makeAuthority } from "../../../runtime/certifier/certificates";
import type { Cell } from "../../plan/cells/cell";
import type { Existing } from "../../plan/clouds/existing-faults";
import { issuerMissingFault } from "../../plan/clouds/issuer-faults";
import type { Fault } from "../../plan/faults";
import type { RegionRef } from "../../plan/places/catalogue";
import type { KubernetesSettings } from "./args";
import { stashed } from "./stashed";

/** RFC 2104 §3: a key is as long as the hash at least. */
const keyBytes = 32;

/** What a cell has once, whatever its regions. None of it is in a cluster, so that no region of a cell waits for another one. */
export class KubernetesCell extends pulumi.ComponentResource {
    /** What subjects of experiments are hashed with in logs: one, so that a subject has one hash in all regions. */
    readonly subjectKey: pulumi.Output<string>;

    private madeRoot: pulumi.Output<Issued> | undefined;
    /** The first of its places. */
    private first: { readonly region: RegionRef; readonly hasIssuer: boolean } | undefined;

    constructor(
        private readonly cell: Cell,
        { service }: KubernetesSettings,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const name = `${service}-${cell.name}`;
        super("meridian:kubernetes:Cell", name, {}, opts);
        const own = { parent: this };
        const key = randomBytes(keyBytes).toString("hex");
        this.subjectKey = stashed(`${name}-subject-key`, { key }, own).apply(({ key }) => key);
        this.registerOutputs({});
    }

    /** The root of the cell's authorities, where no issuers are brought. Its key is in the engine's state only, as a secret. */
    get root(): pulumi.Output<Issued> {
        const { host, name } = this.cell;
        // Of another host it would be another authority.
        this.madeRoot ??= stashed(`${host}-root`, makeAuthority(`meridian cell ${name}`, host, { pathLength: 1 }), {
            parent: this,
        });
        return this.madeRoot;
    }

    /** What is wrong with a further place of the cell, whose pods would trust another root than those of the first. */
    issuerFaults(region: RegionRef, { authority }: Existing, at: string): Fault[] {
        const hasIssuer = authority !== undefined;
        this.first ??= { region, hasIssuer };
        if (this.first.hasIssuer === hasIssuer) return [];
        return hasIssuer
            ? [issuerMissingFault(this.first.region, region, at)]
            : [issuerMissingFault(region, this.first.region, at)];
    }
}
