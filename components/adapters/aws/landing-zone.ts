import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Existing, LandingZoneArgs, Target } from "../../landing-zone/contract";
import { regionOfCellFaults } from "../../landing-zone/region-of-cell";
import { recordedBy, type RecordedNames } from "../../landing-zone/recorded-by";
import type { Cell } from "../../plan/cells/cell";
import { existingFaults, unbuiltFaults } from "../../plan/clouds/existing-faults";
import { internalNetworkFaults } from "../../plan/clouds/internal-edge-faults";
import { networkFaults } from "../../plan/clouds/network-faults";
import { refuse } from "../../plan/faults";
import { regionNamed, splitRef } from "../../plan/places/catalogue";
import type { AwsAccount } from "./account";
import type { AwsImages, AwsSettings } from "./args";
import { givenFaults, givenProvider, otherFaults, ownProvider, providerOf } from "./given";
import { makeAuthority } from "./landing-zone/authority";
import { type Cluster, makeCluster } from "./landing-zone/cluster";
import { makeFlowLogs } from "./landing-zone/flow-logs";
import { makeKey } from "./landing-zone/key";
import { makeLogs } from "./landing-zone/logs";
import { makeNetwork, type Network } from "./landing-zone/network";
import type { LandingScope } from "./landing-zone/scope";
import { makeSecret } from "./landing-zone/secrets";
import { makeSingletons, type Singletons } from "./landing-zone/singletons";

/** The account of a cell, one for all its regions, as the first of them is made: by the provider that is given to it, and with its options. */
export type AccountOf = (
    cell: Cell,
    given: aws.Provider | undefined,
    ofLanding: pulumi.ComponentResourceOptions | undefined,
) => AwsAccount;

/**
 * What a cell needs once in an AWS region: a network, a key, logs, an authority for its processes, and what tasks run on. Beside what runs
 * there it costs about 60 USD a month for the key and the authority, 90 for endpoints in three zones, and 35 a zone for the way to the
 * internet where the cell has several regions.
 */
export class AwsLandingZone extends pulumi.ComponentResource {
    readonly cell: Cell;
    /** The existing parts, as the program passes them. */
    readonly existing: Existing;
    readonly target: Target;
    readonly names: RecordedNames;
    readonly account: AwsAccount;
    readonly settings: AwsSettings;
    /** As AWS writes it. */
    readonly region: aws.Region;
    /** As names say it, where they must be short. */
    readonly short: string;
    readonly network: Network;
    /** ARN of the key that encrypts all that lies in the region. */
    readonly key: pulumi.Output<string>;
    /** ARN of the authority that certifies the processes of the region. */
    readonly authority: pulumi.Output<string>;
    readonly singletons: Singletons;
    readonly cluster: Cluster;
    readonly gateLogs: aws.cloudwatch.LogGroup;
    readonly serverLogs: aws.cloudwatch.LogGroup;
    /** ARNs of the secrets that configure gates. */
    readonly gateKey: pulumi.Output<string>;
    readonly subjectKey: pulumi.Output<string>;

    constructor(
        target: Target,
        { cell, names, existing = cell.existing[target.region] ?? {} }: LandingZoneArgs,
        settings: AwsSettings,
        accountOf: AccountOf,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        refuse(regionOfCellFaults(cell, target.region));
        const recorded = recordedBy(names, target.region);
        const ofCell = providerOf(settings.providers, cell.name);
        const given = ofCell ?? givenProvider(opts);
        refuse([
            ...existingFaults(existing, target.region, "existing"),
            ...unbuiltFaults(existing, target.region, "existing"),
            ...networkFaults({ ...cell, existing: { ...cell.existing, [target.region]: existing } }, "cell"),
            ...(settings.clients === undefined ? [] : internalNetworkFaults(existing, target.region, "existing")),
            ...givenFaults(cell, given),
            ...otherFaults(ofCell, ownProvider(opts)),
        ]);
        const { name: region } = splitRef(target.region);
        const name = `${settings.service}-${cell.name}-${region}`;
        super("meridian:aws:LandingZone", name, {}, opts);
        const account = accountOf(cell, given, opts);
        const made = { parent: this, provider: account.provider };
        const { short, zones } = regionNamed(target.region)!;
        const scope: LandingScope = { name, region, short, zones, cell, account, settings, opts: made };
        this.cell = cell;
        this.existing = existing;
        this.target = target;
        this.names = recorded;
        this.account = account;
        this.settings = settings;
        this.region = region as aws.Region;
        this.short = short;
        this.network = broughtNetwork(existing) ?? makeNetwork(scope);
        this.key = existing.key === undefined ? makeKey(scope) : pulumi.output(existing.key);
        if (existing.network === undefined) makeFlowLogs(scope, this.network.vpc, this.key);
        this.authority = existing.authority === undefined ? makeAuthority(scope) : pulumi.output(existing.authority);
        this.singletons = makeSingletons(scope, this.key);
        this.cluster = makeCluster(scope, this.key);
        this.gateLogs = makeLogs(scope, "gate", this.key);
        this.serverLogs = makeLogs(scope, "servers", this.key);
        this.gateKey = makeSecret(scope, "gate-key", account.gateKey, this.key);
        this.subjectKey = makeSecret(scope, "subject-key", account.subjectKey, this.key);
        this.registerOutputs({ key: this.key, vpc: this.network.vpc });
    }

    /** An image as tasks of the region get it: known once it is found to be there. */
    image(name: keyof AwsImages): pulumi.Output<string> {
        return this.imageHere(this.settings.images[name]);
    }

    /** The same of an image that a config names. */
    imageHere(written: string): pulumi.Output<string> {
        const { account, region, settings } = this;
        const image = account.id.apply(id => written.replaceAll("{region}", region).replaceAll("{account}", id));
        return settings.pushed.require(image, { parent: this, provider: account.provider });
    }
}

function broughtNetwork({
    network,
    subnets,
    publicSubnets,
}: NonNullable<LandingZoneArgs["existing"]>): Network | undefined {
    return network === undefined
        ? undefined
        : {
              vpc: network,
              inside: subnets ?? [],
              outside: publicSubnets ?? [],
              openOutwards: () => undefined,
              reach: () => undefined,
              connects: () => [],
              connectsOutside: [],
          };
}
