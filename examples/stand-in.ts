import * as pulumi from "@pulumi/pulumi";

import type {
    Existing,
    Landed,
    LandingZone,
    LandingZoneArgs,
    Names,
    Routed,
    Scope,
    Serving,
    Store,
    Target,
    Watch,
} from "pulumi-meridian/adapter";

/**
 * Stands where a cloud's adapter goes, and shows what one is: a plain value with one function for each contract. It registers
 * what it is asked for as resources of no provider, so it runs under mocks only, and proves nothing about a cloud.
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
                serve: (name, plan, { landing, store }, scope) => {
                    const { network, key } = ownLanding(landing);
                    const releases = plan.models.flatMap(model =>
                        model.releases.map(({ version, digest, replicas }) =>
                            resource(
                                "Service",
                                `${name}-${model.name}-${version}`,
                                { digest, replicas, network, key },
                                scope,
                            ),
                        ),
                    );
                    const gate = resource("Gate", name, { network, tables: store?.tables }, scope, releases);
                    const address = gate.id.apply(id => ({ host: `${id}.elb.example.com`, port: 443 }));
                    const serving: Serving = {
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
                    return serving;
                },
                store: (name, plan, { landings: [primary] }, scope) => {
                    const { key } = ownLanding(primary);
                    const tables = plan.tables.map((table): [string, Placeholder] => [
                        table.name,
                        resource(
                            "Table",
                            `${name}-${table.name}`,
                            { key, replicas: plan.cell.regions, backup: plan.backup },
                            scope,
                        ),
                    ]);
                    const store: Store = {
                        plan,
                        tables: Object.fromEntries(
                            tables.map(([name, { id }]) => [
                                name,
                                Object.fromEntries(plan.cell.regions.map(ref => [ref, id])),
                            ]),
                        ),
                        nodes: Object.fromEntries(tables),
                    };
                    return store;
                },
                watch: (name, plan, { fronts }, scope) => {
                    const dashboard = resource(
                        "Dashboard",
                        name,
                        { slo: plan.slo, regions: fronts.map(({ region }) => region) },
                        scope,
                    );
                    const watch: Watch = { url: dashboard.id, nodes: { dashboard } };
                    return watch;
                },
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
}

function ownLanding(landing: Landed): StandInLandingZone {
    if (landing instanceof StandInLandingZone) {
        return landing;
    }
    throw new Error(`the landing zone of ${landing.target.region} is not this adapter's`);
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
