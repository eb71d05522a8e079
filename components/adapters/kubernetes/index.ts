/**
 * The adapter for Kubernetes clusters that exist.
 *
 * @module
 */

import * as pulumi from "@pulumi/pulumi";

import type { LandingZone, Target } from "../../landing-zone/contract";
import type { Cell } from "../../plan/cells/cell";
import { regionFaults } from "../../plan/clouds/build-faults";
import { otherServiceFaults, serviceNameFaults } from "../../plan/clouds/name-faults";
import { imageFaults } from "../../plan/config/cloud-images";
import {
    edgeSchema,
    givenKubernetesFaults,
    kserveSchema,
    kubernetesSchema,
    type KubernetesConfig,
} from "../../plan/config/kubernetes";
import { parse } from "../../plan/config/parse";
import { refuse } from "../../plan/faults";
import type { RegionRef } from "../../plan/places/catalogue";
import type { BoundCloud, CloudAdapter } from "../../service/contract";
import type { KubernetesArgs, KubernetesImages, KubernetesSettings } from "./args";
import { KubernetesCell } from "./cell";
import { kubernetesClaims } from "./claims";
import { routeOnKubernetes } from "./global-router";
import { KubernetesLandingZone } from "./landing-zone";
import { KubernetesNames } from "./names";
import { watchOnKubernetes } from "./observability-hub";
import { hasOwnAuthorities, packageFaults } from "./packages";
import { serveOnKubernetes } from "./regional-serving";
import { ownImagesOf } from "./registries";
import { storeOnKubernetes } from "./replicated-store";
import { storeSecretFaults } from "./store-secrets";
import { own } from "../shared/own";

export type {
    KubernetesArgs,
    KubernetesFrontArgs,
    KubernetesHubArgs,
    KubernetesImages,
    KubernetesStoreArgs,
} from "./args";
export {
    kubernetesNodes,
    type KubernetesHubNodes,
    type KubernetesRouterNodes,
    type KubernetesServingNodes,
    type KubernetesStoreNodes,
} from "./nodes";
export { type KubernetesOverrides, kubernetesOverrides } from "./overrides";

/** The adapter for Kubernetes. */
export interface Kubernetes extends CloudAdapter {
    readonly cloud: "kubernetes";
    /** The names of a domain, by k8gb in the clusters of its cells. */
    zone(args: { readonly domain: string }, opts?: pulumi.ComponentResourceOptions): KubernetesNames;
    /** A region of `places`, as in `fra-onprem`. */
    region(name: string): Target;
}

/**
 * Builds in Kubernetes clusters that exist: each region in one of its own, by the context of a kubeconfig that `existing.<region>.cluster` names.
 *
 * Throws `ConfigFaults` where an image is not named by its digest.
 */
export function kubernetes(args: KubernetesArgs = {}): Kubernetes {
    const { service, images } = args;
    refuse([
        ...givenKubernetesFaults(service ?? "default"),
        ...(images === undefined ? [] : imageFaults({ ...images }, "kubernetes")),
    ]);
    // Without a `Service`, the images are given here.
    let alone: BoundCloud<KubernetesNames> | undefined;
    const own = () => {
        const name = service ?? pulumi.getProject();
        refuse([...imageFaults({ ...images }, "kubernetes"), ...givenKubernetesFaults(name)]);
        const config = parse(kubernetesSchema, settingsIn(args), "kubernetes");
        refuse(storeSecretFaults(config.store));
        // What stores will be made is not known yet.
        alone ??= bound(settingsOf(name, config, args, { isRetained: () => config.store !== undefined }));
        return alone;
    };
    const settings = settingsIn(args);
    return {
        cloud: "kubernetes",
        ...(Object.keys(settings).length > 0 && { settings }),
        zone: (args, opts) => own().zone(args, opts),
        region: name => own().region(name),
        faults: config => [
            ...(hasOwnAuthorities(config) ? packageFaults() : []),
            ...storeSecretFaults(config.kubernetes?.store),
            ...(service === undefined ? [] : otherServiceFaults(service, config, "kubernetes")),
        ],
        claims: context => kubernetesClaims(context, service),
        bind: ({ config, opts, plan }) => {
            const retained = plan.cells.filter(({ store }) => store?.ephemeral === false).map(({ cell }) => cell.name);
            const isRetained = ({ name }: Cell) => retained.includes(name);
            return bound(
                settingsOf(service ?? plan.service, config.kubernetes, args, {
                    isRetained,
                    ownImages: ownImagesOf(config),
                }),
                opts,
            );
        },
    };
}

/** What a config may say, too. */
function settingsIn({ kubeconfig: _kubeconfig, pullSecret: _pullSecret, service: _service, ...said }: KubernetesArgs) {
    return Object.fromEntries(Object.entries<unknown>(said).filter(([, value]) => value !== undefined));
}

/** Where no cell has a region here, only names are made: they need none of it. */
function settingsOf(
    service: string,
    config: KubernetesConfig | undefined,
    { kubeconfig, pullSecret }: KubernetesArgs,
    { isRetained, ownImages = [] }: Pick<KubernetesSettings, "isRetained"> & { readonly ownImages?: readonly string[] },
): KubernetesSettings {
    const {
        authorities,
        clusterDomain,
        edge,
        front,
        gatewayClass,
        hub,
        images,
        kserve,
        names,
        networkPolicies,
        nodeRegions,
        quota,
        registries,
        store,
        ...said
    } = config ?? parse(kubernetesSchema, {}, "kubernetes");
    const secret = (given: pulumi.Input<string> | undefined, named: { readonly secret: string } | undefined) =>
        given !== undefined ? pulumi.secret(given) : named && new pulumi.Config("secrets").requireSecret(named.secret);
    return {
        service,
        images: images as KubernetesImages,
        kubeconfig: secret(kubeconfig, said.kubeconfig),
        pullSecret: secret(pullSecret, said.pullSecret),
        clusterDomain,
        registries,
        ownImages,
        nodeRegions,
        networkPolicies,
        quota,
        front,
        gatewayClass,
        names,
        edge: edge ?? parse(edgeSchema, {}, "kubernetes.edge"),
        kserve: kserve ?? parse(kserveSchema, {}, "kubernetes.kserve"),
        ofHostings: { edge, kserve },
        hub,
        isRetained,
        store: store && {
            ...store,
            key: secret(undefined, store.key)!,
            backups: Object.fromEntries(
                Object.entries(store.backups).map(([place, bucket]) => [
                    place,
                    { ...bucket, credentials: secret(undefined, bucket.credentials)! },
                ]),
            ),
        },
        authorities,
    };
}

function bound(settings: KubernetesSettings, opts?: pulumi.ComponentResourceOptions): BoundCloud<KubernetesNames> {
    const cells = new Map<string, KubernetesCell>();
    const cellOf = (cell: Cell, ofLanding: pulumi.ComponentResourceOptions | undefined) => {
        const found = cells.get(cell.name) ?? new KubernetesCell(cell, settings, opts ?? ofLanding);
        cells.set(cell.name, found);
        return found;
    };
    return {
        zone: ({ domain }, opts) => new RoutingNames(domain, settings, opts),
        region: name => targetOf(`kubernetes:${name}`, settings, cellOf),
    };
}

/** Names with what routes by them, which needs them in turn. */
class RoutingNames extends KubernetesNames {
    route(...[name, plan, fronts, scope]: Parameters<KubernetesNames["route"]>) {
        return routeOnKubernetes(name, plan, fronts, scope);
    }
}

/** A landing zone with what builds on it, which needs it in turn. */
class BuildingLandingZone extends KubernetesLandingZone implements LandingZone {
    serve(...[name, plan, links, scope]: Parameters<LandingZone["serve"]>) {
        return serveOnKubernetes(name, plan, this, links, scope);
    }

    store(...[name, plan, others, scope]: Parameters<NonNullable<LandingZone["store"]>>) {
        return storeOnKubernetes(name, plan, [this, ...others.map(ownLanding)], scope);
    }

    watch(...[name, plan, links, scope]: Parameters<NonNullable<LandingZone["watch"]>>) {
        return watchOnKubernetes(name, plan, links, scope);
    }
}

/** A component has landing zones of one adapter only. */
const ownLanding = (landing: LandingZone): KubernetesLandingZone =>
    own("kubernetes", KubernetesLandingZone, landing, {
        path: "landings",
        value: landing.target.region,
        subject: `the landing zone in ${landing.target.region}`,
        remedy: "create it with kubernetes().region(…)",
    });

function targetOf(
    region: RegionRef,
    settings: KubernetesSettings,
    cellOf: (cell: Cell, opts: pulumi.ComponentResourceOptions | undefined) => KubernetesCell,
): Target {
    refuse(regionFaults(region, "region"));
    const target: Target = {
        region,
        landingZone: (args, opts) => {
            refuse(serviceNameFaults(settings.service, { cell: args.cell, region }));
            return new BuildingLandingZone(target, args, settings, cellOf, opts);
        },
    };
    return target;
}
