import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Existing } from "../../landing-zone/contract";
import type { Cell } from "../../plan/cells/cell";
import { existingFaults } from "../../plan/clouds/existing-faults";
import { issuerLaterFaults } from "../../plan/clouds/issuer-faults";
import { requiredFaults } from "../../plan/clouds/required-faults";
import { refuse } from "../../plan/faults";
import { regionHost } from "../../plan/names";
import { type RegionRef, splitRef } from "../../plan/places/catalogue";
import type { KubernetesSettings } from "./args";
import type { KubernetesCell } from "./cell";
import { makeAuthorities } from "./landing-zone/authorities";
import { makeAdmission } from "./landing-zone/admission";
import { certifiedInBackup, certifiedWithCopies } from "./landing-zone/certified";
import { makeCertificates } from "./landing-zone/certificates";
import type { Certified } from "./landing-zone/certifier";
import { makeIsolationCheck } from "./landing-zone/isolation";
import { makeNamespace } from "./landing-zone/namespace";
import { makeClosed } from "./landing-zone/network";
import { makePriority } from "./landing-zone/priority";
import { makeProvider } from "./landing-zone/provider";
import { makeQuota } from "./landing-zone/quota";
import type { LandingScope } from "./landing-zone/scope";
import { makePullSecret } from "./landing-zone/secrets";

/** What a cell needs in the cluster of its backup location: a namespace under the rules of its regions, and the certificate of the store's server. */
export class KubernetesBackupZone extends pulumi.ComponentResource implements LandingScope {
    readonly existing: Existing;
    /** What names in the engine begin with. */
    readonly name: string;
    readonly host: string;
    readonly provider: k8s.Provider;
    readonly namespace: pulumi.Output<string>;
    readonly namespaceName: string;
    readonly opts: pulumi.CustomResourceOptions;
    readonly priority: pulumi.Output<string>;
    readonly certified: Certified<"store"> & Partial<Certified<"backup" | "restore">>;
    readonly pullSecret: pulumi.Output<string> | undefined;
    /** Of what copies go to, where it has authorities of its own. */
    readonly authorities: pulumi.Output<string> | undefined;

    constructor(
        readonly cell: Cell,
        readonly region: RegionRef,
        readonly settings: KubernetesSettings,
        readonly cellWide: KubernetesCell,
        /** Whether copies of tables are made there. */
        hasCopies: boolean,
        opts: pulumi.ComponentResourceOptions,
    ) {
        const existing = cell.existing[region] ?? {};
        const at = `existing["${region}"]`;
        refuse([
            ...requiredFaults(existing, region, at),
            ...existingFaults(existing, region, at),
            ...issuerLaterFaults(existing, at),
            ...cellWide.issuerFaults(region, existing, at),
        ]);
        const name = `${settings.service}-${cell.name}-${splitRef(region).name}`;
        super("meridian:kubernetes:BackupZone", name, {}, opts);
        this.existing = existing;
        this.name = name;
        this.host = regionHost(region, cell.name, cell.domain);
        this.provider = makeProvider(this, { parent: this });
        this.opts = { parent: this, provider: this.provider };
        this.namespaceName = `${settings.service}-${cell.name}`;
        this.namespace = makeAdmission(this, makeNamespace(this));
        this.priority = makePriority(this);
        makeQuota(this);
        makeClosed(this);
        this.pullSecret = makePullSecret(this);
        makeIsolationCheck(this);
        this.authorities = hasCopies ? makeAuthorities(this) : undefined;
        this.certified = hasCopies
            ? makeCertificates(this, "region", certifiedWithCopies(this))
            : makeCertificates(this, "region", certifiedInBackup(this));
        this.registerOutputs({ namespace: this.namespace });
    }
}
