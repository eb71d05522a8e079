/**
 * The adapter for AWS.
 *
 * @module
 */

import * as pulumi from "@pulumi/pulumi";

import type { LandingZone, Target } from "../../landing-zone/contract";
import type { Cell } from "../../plan/cells/cell";
import { usualAddressLimit } from "../../plan/clouds/address-limit";
import { regionFaults } from "../../plan/clouds/build-faults";
import type { WatchLinks } from "../../observability-hub/contract";
import { otherServiceFaults, serviceNameFaults } from "../../plan/clouds/name-faults";
import { givenAwsFaults, tagFaults } from "../../plan/config/aws";
import { imageFaults } from "../../plan/config/cloud-images";
import { refuse } from "../../plan/faults";
import { placeOf, type RegionRef } from "../../plan/places/catalogue";
import { unknownRegion } from "../../plan/places/unknown-region";
import { ownImagesIn } from "../../plan/serving/own-images";
import type { StorePlan } from "../../plan/store/store-plan";
import type { WatchPlan } from "../../plan/watch/watch-plan";
import type { Scope } from "../../scope";
import type { BoundCloud, CloudAdapter } from "../../service/contract";
import { AwsAccount, type NamedAccount } from "./account";
import type { AwsArgs, AwsImages, AwsSettings } from "./args";
import { awsClaims } from "./claims";
import {
    accountOptions,
    givenFaults,
    givenProvider,
    noProviderFaults,
    otherFaults,
    providerOf,
    unknownCellFaults,
} from "./given";
import { routeOnAws } from "./global-router";
import { type AccountOf, AwsLandingZone } from "./landing-zone";
import { AwsNames } from "./names";
import { watchOnAws } from "./observability-hub";
import { PushedImages } from "./pushed-images";
import { serveOnAws } from "./regional-serving";
import { hasAws, missingFiles } from "./regional-serving/files";
import { storeOnAws } from "./replicated-store";

export type { AwsArgs, AwsImages } from "./args";
export { type AwsHubNodes, awsNodes, type AwsRouterNodes, type AwsServingNodes, type AwsStoreNodes } from "./nodes";
export { type AwsOverrides, awsOverrides } from "./overrides";

/** The adapter for AWS. */
export interface Aws extends CloudAdapter {
    readonly cloud: "aws";
    /** The names of a domain: a Route 53 zone, made, or brought by its id. */
    zone(
        args: { readonly domain: string; readonly id?: pulumi.Input<string> },
        opts?: pulumi.ComponentResourceOptions,
    ): AwsNames;
    /** A region of AWS, as in `eu-west-1`. */
    region(name: string): Target;
}

/**
 * Builds in AWS, in the account that the engine is signed in to, or, where a cell names a role (`accounts.aws.roleArn`), in that role's.
 *
 * Throws `ConfigFaults` where an image is not named by its digest, and for tags, names and a number of days that AWS does not accept.
 */
export function aws(args: AwsArgs = {}): Aws {
    const { service, images, providers = {}, tags = {}, retainDays = 90 } = args;
    const { manage = true, tokensAtBalancer = false, requestsPerAddress, ephemeral = false } = args;
    refuse([
        ...givenAwsFaults({
            service: service ?? "default",
            retainDays,
            requestsPerAddress,
            auditLock: args.auditLock,
            clients: args.clients,
        }),
        ...(images === undefined ? [] : imageFaults({ ...images }, "aws")),
        ...noProviderFaults(providers),
        ...tagFaults(tags),
    ]);
    // Without a `Service`, the images are given here.
    let alone: BoundCloud<AwsNames> | undefined;
    const own = () => {
        const name = service ?? pulumi.getProject();
        const named = givenAwsFaults({ service: name, retainDays }).map(fault => ({
            ...fault,
            remedy:
                service === undefined
                    ? `pass aws({ service }), because the name of project ${name} is not accepted`
                    : fault.remedy,
        }));
        refuse([...imageFaults({ ...images }, "aws"), ...named]);
        alone ??= bound({
            service: name,
            images: images!,
            pushed: new PushedImages(),
            providers,
            tags,
            retainDays: () => retainDays,
            manage,
            tokensAtBalancer,
            footprint: args.footprint ?? "full",
            requestsPerAddress: requestsPerAddress ?? usualAddressLimit({ models: [] }),
            ...(args.flowLogs && { flowLogs: args.flowLogs }),
            ...(args.auditLock && { auditLock: args.auditLock }),
            ...(args.clients && { clients: args.clients }),
            deletionProtection: args.deletionProtection ?? !ephemeral,
            ephemeral,
        });
        return alone;
    };
    return {
        cloud: "aws",
        ...settingsOf(args),
        zone: (args, opts) => own().zone(args, opts),
        region: name => own().region(name),
        faults: (config, opts) => [
            ...unknownCellFaults(
                providers,
                config.cells.filter(hasAws).map(({ name }) => name),
            ),
            ...config.cells.flatMap((cell, i) =>
                givenFaults(cell, providerOf(providers, cell.name) ?? givenProvider(opts), `cells[${i}]`),
            ),
            ...(service === undefined ? [] : otherServiceFaults(service, config, "aws")),
            ...missingFiles(config),
        ],
        claims: context => awsClaims(context, providers, service),
        bind: ({ config, known, opts, plan }) => {
            const ephemeral = args.ephemeral ?? config.store?.ephemeral ?? false;
            return bound(
                {
                    service: service ?? plan.service,
                    // Where no cell has a region here, only names are made: they run no image.
                    ...config.aws!,
                    // A config without some of them has a fault.
                    images: config.aws?.images as AwsImages,
                    pushed: new PushedImages(),
                    ownImages: new Map(config.cells.map(({ name }) => [name, ownImagesIn(config.models, name)])),
                    providers,
                    tags:
                        config.aws === undefined
                            ? tags
                            : mapped(config.aws.tags, (tag, key) => known(["aws", "tags", key], tag)),
                    retainDays: cell => args.retainDays ?? plan.watch.logs.retainDays[cell]!,
                    requestsPerAddress: config.aws?.requestsPerAddress ?? usualAddressLimit(config),
                    deletionProtection: config.aws?.deletionProtection ?? !ephemeral,
                    ephemeral,
                },
                opts,
                cell => {
                    const at = config.cells.findIndex(({ name }) => name === cell.name);
                    return mapped({ ...cell.accounts.aws }, (value, key) =>
                        known(["cells", at, "accounts", "aws", key], value),
                    );
                },
            );
        },
    };
}

function mapped<T, U>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}

/** What a config may say, too. */
function settingsOf({
    auditLock,
    clients,
    deletionProtection,
    flowLogs,
    footprint,
    images,
    manage,
    registry,
    requestsPerAddress,
    tags,
    tokensAtBalancer,
}: AwsArgs): Pick<CloudAdapter, "settings"> {
    const said = {
        ...(images && { images }),
        ...(registry === undefined ? {} : { registry }),
        ...(manage === undefined ? {} : { manage }),
        ...(tokensAtBalancer === undefined ? {} : { tokensAtBalancer }),
        ...(requestsPerAddress === undefined ? {} : { requestsPerAddress }),
        ...(deletionProtection === undefined ? {} : { deletionProtection }),
        ...(flowLogs && { flowLogs }),
        ...(footprint && { footprint }),
        ...(auditLock && { auditLock }),
        ...(clients && { clients }),
        ...(tags && { tags }),
    };
    return Object.keys(said).length === 0 ? {} : { settings: said };
}

function bound(
    settings: AwsSettings,
    opts?: pulumi.ComponentResourceOptions,
    namedOf: (cell: Cell) => NamedAccount = cell => ({ ...cell.accounts.aws }),
): BoundCloud<AwsNames> {
    const accounts = new Map<string, AwsAccount>();
    const accountOf: AccountOf = (cell, given, ofLanding) => {
        const before = accounts.get(cell.name);
        refuse(otherFaults(before?.provider, given));
        const found =
            before ?? new AwsAccount(cell, settings, { given, ...namedOf(cell) }, opts ?? accountOptions(ofLanding));
        accounts.set(cell.name, found);
        return found;
    };
    return {
        zone: (args, opts) => new RoutingNames(args, settings, opts),
        region: name => targetOf(`aws:${name}`, settings, accountOf),
    };
}

/** Names with what routes by them, which needs them in turn. */
class RoutingNames extends AwsNames {
    route(...[name, plan, fronts, scope]: Parameters<AwsNames["route"]>) {
        return routeOnAws(name, plan, fronts, this, scope);
    }
}

/** A landing zone with what builds on it, which needs it in turn. */
class BuildingLandingZone extends AwsLandingZone implements LandingZone {
    serve(...[name, plan, , scope]: Parameters<LandingZone["serve"]>) {
        return serveOnAws(name, plan, this, scope);
    }

    store(name: string, plan: StorePlan, others: readonly this[], scope: Scope) {
        refuse(
            serviceNameFaults(
                this.settings.service,
                { cell: this.cell, region: this.target.region },
                plan.backup ? ["store/backup"] : [],
            ),
        );
        return storeOnAws(name, plan, this, others, scope);
    }

    watch(name: string, plan: WatchPlan, links: WatchLinks<this>, scope: Scope) {
        return watchOnAws(name, plan, this, links, scope);
    }
}

function targetOf(region: RegionRef, settings: AwsSettings, accountOf: AccountOf): Target {
    refuse(placeOf(region) === undefined ? [unknownRegion(region, "region")] : regionFaults(region, "region"));
    const target: Target = {
        region,
        landingZone: (args, opts) => {
            refuse(serviceNameFaults(settings.service, { cell: args.cell, region }));
            return new BuildingLandingZone(target, args, settings, accountOf, opts);
        },
    };
    return target;
}
