import { randomBytes } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { type Issued, makeAuthority } from "../../../runtime/certifier/certificates";
import type { Cell } from "../../plan/cells/cell";
import type { KubernetesSettings } from "./args";
import { stashed } from "./stashed";

/** RFC 2104 §3: a key is as long as the hash at least. */
const keyBytes = 32;

/** What a cell has once, whatever its regions. None of it is in a cluster, so that no region of a cell waits for another one. */
export class KubernetesCell extends pulumi.ComponentResource {
    /** The root of the cell's authorities. Its key is in the engine's state only, as a secret. */
    readonly root: pulumi.Output<Issued>;
    /** What subjects of experiments are hashed with in logs: one, so that a subject has one hash in all regions. */
    readonly subjectKey: pulumi.Output<string>;

    constructor(cell: Cell, { service }: KubernetesSettings, opts?: pulumi.ComponentResourceOptions) {
        const name = `${service}-${cell.name}`;
        super("meridian:kubernetes:Cell", name, {}, opts);
        const own = { parent: this };
        // Of another host it would be another authority.
        this.root = stashed(
            `${cell.host}-root`,
            makeAuthority(`meridian cell ${cell.name}`, cell.host, { pathLength: 1 }),
            own,
        );
        const key = randomBytes(keyBytes).toString("hex");
        this.subjectKey = stashed(`${name}-subject-key`, { key }, own).apply(({ key }) => key);
        this.registerOutputs({});
    }
}
