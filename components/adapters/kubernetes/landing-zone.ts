import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Existing, LandingZoneArgs, Target } from "../../landing-zone/contract";
import { regionOfCellFaults } from "../../landing-zone/region-of-cell";
import { recordedBy, type RecordedNames } from "../../landing-zone/recorded-by";
import type { Cell } from "../../plan/cells/cell";
import { existingFaults, unbuiltFaults } from "../../plan/clouds/existing-faults";
import { frontCertificateFault } from "../../plan/clouds/front-certificate-faults";
import { gatewayFaults } from "../../plan/clouds/gateway-faults";
import { issuerLaterFaults } from "../../plan/clouds/issuer-faults";
import { requiredFaults } from "../../plan/clouds/required-faults";
import { refuse } from "../../plan/faults";
import { regionHost } from "../../plan/names";
import { type RegionRef, splitRef } from "../../plan/places/catalogue";
import type { KubernetesSettings } from "./args";
import type { KubernetesCell } from "./cell";
import { makeAdmission } from "./landing-zone/admission";
import { makeAuthorities } from "./landing-zone/authorities";
import { certifiedBeside, certifiedInRegion } from "./landing-zone/certified";
import { makeCertificates } from "./landing-zone/certificates";
import type { Certified } from "./landing-zone/certifier";
import { makeCertificateFiles } from "./landing-zone/certificate-files";
import { makeIsolationCheck } from "./landing-zone/isolation";
import { makeNamespace } from "./landing-zone/namespace";
import { makeClosed } from "./landing-zone/network";
import { makePriority } from "./landing-zone/priority";
import { makeQuota } from "./landing-zone/quota";
import { makeProvider } from "./landing-zone/provider";
import type { LandingScope } from "./landing-zone/scope";
import { packageFaults } from "./packages";
import { makePullSecret, makeSubjectKey, markOf } from "./landing-zone/secrets";

/** What a cell has once, as the first of its regions is made. */
export type CellOf = (cell: Cell, ofLanding: pulumi.ComponentResourceOptions | undefined) => KubernetesCell;

/**
 * What a cell needs once in a cluster: a namespace that runs restricted pods only, of the cell's images and in its regions, closed to all traffic
 * but what is opened by name; and the certifier, which issues the certificates of its pods, where no issuer is brought.
 */
export class KubernetesLandingZone extends pulumi.ComponentResource implements LandingScope {
    readonly name: string;
    readonly cell: Cell;
    /** The existing parts, as the program passes them. */
    readonly existing: Existing;
    readonly target: Target;
    readonly region: RegionRef;
    readonly names: RecordedNames;
    readonly settings: KubernetesSettings;
    /** `<region>.<cell>.<domain>`. */
    readonly host: string;
    readonly cellWide: KubernetesCell;
    readonly provider: k8s.Provider;
    /** Resources that use it wait until the namespace exists, and its objects are evaluated. */
    readonly namespace: pulumi.Output<string>;
    /** The same as it is planned, for names in DNS. */
    readonly namespaceName: string;
    readonly opts: pulumi.CustomResourceOptions;
    readonly priority: pulumi.Output<string>;
    readonly certified: Certified<keyof ReturnType<typeof certifiedInRegion>>;
    /** Names of objects in the namespace. */
    readonly subjectKey: pulumi.Output<string>;
    /** Changes with the key that the Secret holds. */
    readonly subjectKeyMark: pulumi.Output<string>;
    readonly pullSecret: pulumi.Output<string> | undefined;
    readonly authorities: pulumi.Output<string> | undefined;
    readonly certificateFiles: pulumi.Output<string>;

    constructor(
        target: Target,
        { cell, names, existing = cell.existing[target.region] ?? {} }: LandingZoneArgs,
        settings: KubernetesSettings,
        cellOf: CellOf,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { region } = target;
        refuse(regionOfCellFaults(cell, region));
        refuse([
            ...requiredFaults(existing, region, "existing"),
            ...existingFaults(existing, region, "existing"),
            ...unbuiltFaults(existing, region, "existing"),
            ...frontCertificateFault(existing, settings.front, "existing"),
            ...issuerLaterFaults(existing, "existing"),
            ...gatewayFaults(settings, ""),
            ...(existing.authority === undefined ? packageFaults() : []),
        ]);
        const cellWide = cellOf(cell, opts);
        refuse(cellWide.issuerFaults(region, existing, "existing"));
        const recorded = recordedBy(names, region);
        const name = `${settings.service}-${cell.name}-${splitRef(region).name}`;
        super("meridian:kubernetes:LandingZone", name, {}, opts);
        this.name = name;
        this.cell = cell;
        this.existing = existing;
        this.target = target;
        this.region = region;
        this.names = recorded;
        this.settings = settings;
        this.host = regionHost(region, cell.name, cell.domain);
        this.cellWide = cellWide;
        this.provider = makeProvider(this, { parent: this });
        this.opts = { parent: this, provider: this.provider };
        this.namespaceName = `${settings.service}-${cell.name}`;
        this.namespace = makeAdmission(this, makeNamespace(this));
        this.priority = makePriority(this);
        makeQuota(this);
        makeClosed(this);
        this.subjectKey = makeSubjectKey(this, this.cellWide.subjectKey);
        this.subjectKeyMark = markOf(this.cellWide.subjectKey);
        this.pullSecret = makePullSecret(this);
        makeIsolationCheck(this);
        this.authorities = makeAuthorities(this);
        this.certificateFiles = makeCertificateFiles(this);
        const showsCell = existing.certificate === undefined;
        this.certified = makeCertificates(this, showsCell ? "cell" : "region", {
            ...certifiedInRegion(this),
            ...certifiedBeside(this),
        });
        this.registerOutputs({ namespace: this.namespace });
    }
}
