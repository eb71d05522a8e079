import * as pulumi from "@pulumi/pulumi";

import type {
    Existing,
    LandingZone,
    LandingZoneArgs,
    Names,
    Routed,
    Scope,
    Serving,
    ServingLinks,
    Store,
    Target,
    Watch,
    WatchLinks,
} from "pulumi-meridian/adapter";
import type { ServingPlan, StorePlan, WatchPlan } from "pulumi-meridian/plan";

/**
 * Stands where a cloud's adapter goes, and shows what one is: a plain value that makes names and landing zones, on which the rest
 * is built. It registers what a component wants as resources of no provider, so it runs under mocks only, and proves nothing about a cloud.
 */
export function standIn() {
    return {
        zone: ({ domain, id }: { readonly domain: string; readonly id: string }): Names => ({
            cloud: "aws",
            domain,
            route: (name, plan, fronts, scope) => {
                const hosts = fronts.map(({ address }) => address.apply(({ host }) => host));
                const records = resource("Records", name, { zone: id, hosts, checks: plan.checks }, scope);
                const routed: Routed = {
                    points: pulumi.output(plan.points.map(({ city }) => ({ city, host: domain, port: 443 }))),
                    nodes: { records },
                };
                return routed;
            },
        }),
        region: (name: string): Target => {
            const target: Target = {
                region: `aws:${name}`,
                landingZone: (args, opts) => new StandInLandingZone(target, args, opts),
            };
            return target;
        },
    };
}

/** What a cell needs in a region, made only where it doesn't exist already. */
class StandInLandingZone extends pulumi.ComponentResource implements LandingZone {
    readonly cell: LandingZone["cell"];
    readonly target: Target;
    readonly names: Names;
    readonly network: pulumi.Output<string>;
    readonly key: pulumi.Output<string>;

    constructor(target: Target, { cell, names, ...args }: LandingZoneArgs, opts?: pulumi.ComponentResourceOptions) {
        const name = `${cell.name}-${target.region.slice("aws:".length)}`;
        super("stand-in:index:LandingZone", name, {}, opts);
        this.cell = cell;
        this.target = target;
        this.names = names;
        const existing: Existing = { ...cell.existing[target.region], ...args.existing };
        const scope = { parent: this };
        this.network = pulumi.output(existing.network ?? resource("Network", name, {}, scope).id);
        this.key = pulumi.output(existing.key ?? resource("Key", name, {}, scope).id);
        this.registerOutputs({ network: this.network });
    }

    serve(name: string, plan: ServingPlan, { store }: ServingLinks, scope: Scope): Serving {
        const { key, network } = this;
        const releases = plan.models.flatMap(model =>
            model.releases.map(({ version, digest, replicas }) =>
                resource("Service", `${name}-${model.name}-${version}`, { digest, replicas, network, key }, scope),
            ),
        );
        const gate = resource("Gate", name, { network, tables: store?.tables }, scope, releases);
        const address = gate.id.apply(id => ({ host: `${id}.elb.example.com`, port: 443 }));
        return {
            front: {
                cell: plan.cell.name,
                region: plan.region,
                place: plan.place,
                hostname: plan.host,
                address,
                paths: { live: "/live", ready: "/v2/health/ready", region: "/region" },
            },
            identity: gate.id,
            nodes: { gate },
        };
    }

    store(name: string, plan: StorePlan, others: readonly this[], scope: Scope): Store {
        const keys = [this, ...others].map(({ key }) => key);
        const tables = plan.tables.map((table): [string, Placeholder] => [
            table.name,
            resource(
                "Table",
                `${name}-${table.name}`,
                { keys, replicas: plan.cell.regions, backup: plan.backup },
                scope,
            ),
        ]);
        return {
            plan,
            tables: Object.fromEntries(
                tables.map(([name, { id }]) => [
                    name,
                    Object.fromEntries(plan.cell.regions.map(ref => [ref, { name: id }])),
                ]),
            ),
            nodes: Object.fromEntries(tables),
        };
    }

    watch(name: string, plan: WatchPlan, { fronts }: WatchLinks<this>, scope: Scope): Watch {
        const regions = fronts.map(({ region }) => region);
        const dashboard = resource("Dashboard", name, { slo: plan.slo, regions }, scope);
        return { url: dashboard.id, nodes: { dashboard } };
    }
}

/** A resource of no provider: under mocks it keeps what it was asked for. */
class Placeholder extends pulumi.CustomResource {
    constructor(kind: string, name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
        super(`stand-in:index:${kind}`, name, inputs, opts);
    }
}

function resource(kind: string, name: string, inputs: pulumi.Inputs, { parent }: Scope, after?: Placeholder[]) {
    const own = { parent, ...(after && { dependsOn: after }) };
    return new Placeholder(kind, name, inputs, own);
}
