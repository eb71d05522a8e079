import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { ServiceConfig } from "../../../../components";
import { type HubFile, parseHubFile } from "../../../../runtime/hub/hub-file";
import { parseWatchByName } from "../../../../runtime/watcher/watch-file";
import { authority } from "../../../support/certificates";
import { repositoryConfig } from "../../../support/repository-stack";
import { digest } from "../../plan/screening";
import { setExportToken, token } from "./export-token";
import { type Made, madeOf, withTables } from "./made";

const own = repositoryConfig("kubernetes") as unknown as ServiceConfig;
const nameOf = ({ inputs }: Made) => (inputs as { metadata?: { name?: string } }).metadata?.name;
const dataOf = (made: readonly Made[], file: string) =>
    made.flatMap(({ inputs, kind, region }) => {
        const text = (inputs as { data?: Readonly<Record<string, string>> }).data?.[file];
        return kind === "ConfigMap" && text !== undefined ? [{ region, text }] : [];
    });
const hubsOf = (made: readonly Made[]): { region: string; hub: HubFile }[] =>
    dataOf(made, "hub.json").map(({ region, text }) => ({ region, hub: parseHubFile(text) }));

interface HubPods {
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly containers: readonly { readonly volumeMounts: readonly { readonly name: string }[] }[];
                readonly volumes: readonly { readonly name: string }[];
            };
        };
    };
}

describe("what watches the regions of a cell in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    let directory: string;
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "export-"));
    });
    afterEach(() => {
        rmSync(directory, { recursive: true });
    });

    it("is a hub that protects a cell where any of its classes of data is protected", async () => {
        const isProtected = async (...dataClasses: ServiceConfig["cells"][number]["dataClasses"]) => {
            const cells = own.cells.map(cell => ({ ...cell, dataClasses }));
            return hubsOf(await madeOf({ cells })).map(({ hub }) => hub.cells.map(one => one.isProtected));
        };
        assert.deepEqual(await isProtected("internal", "health"), [[true]]);
        assert.deepEqual(await isProtected("internal"), [[false]]);
    });

    describe("and a Prometheus that is named", () => {
        const prometheus = { namespace: "monitoring", labels: { release: "prometheus" } };
        const read = () => madeOf({ kubernetes: { ...own.kubernetes!, hub: { prometheus } } });
        const one = (made: readonly Made[], kind: string, name?: string) => {
            const [found, ...more] = made.filter(
                one => one.kind === kind && (name === undefined || nameOf(one) === name),
            );
            assert.deepEqual(more, [], kind);
            return found!.inputs as { metadata: { labels: Record<string, string> }; spec: Record<string, unknown> };
        };

        it("has the hub serve its metrics to that alone, from that namespace, by a certificate of the region", async () => {
            const made = await read();
            const { spec } = one(made, "StatefulSet", "hub") as unknown as HubPods;
            const env = Object.fromEntries(
                (spec.template.spec.containers[0] as unknown as { env: { name: string; value: string }[] }).env.map(
                    ({ name, value }) => [name, value],
                ),
            );
            const observer = "prometheus.fra-onprem.eu.screening.example.com";
            assert.deepEqual(
                [env.HOST, env.METRICS_HOST, env.METRICS_PORT, env.TLS_OBSERVER_NAMES],
                ["127.0.0.1", "0.0.0.0", "8445", observer],
            );
            const { spec: policy } = one(made, "NetworkPolicy", "hub");
            assert.deepEqual(policy.ingress, [
                {
                    ports: [{ protocol: "TCP", port: 8445 }],
                    from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
                },
            ]);
            const issued = dataOf(made, "certificates.json").map(
                ({ text }) => JSON.parse(text) as { secret: string; names: string[] }[],
            );
            assert.deepEqual(
                issued.map(all => all.find(({ secret }) => secret === "prometheus-tls")?.names.length),
                issued.map(() => 1),
            );
            assert.ok(issued.flat().some(({ names }) => names.includes(observer)));
        });

        it("has Prometheus read it over mutual TLS, raise its alarms, and Grafana show its dashboard", async () => {
            const made = await read();
            const monitor = one(made, "ServiceMonitor");
            const [endpoint] = monitor.spec.endpoints as { port: string; honorLabels: boolean; tlsConfig: object }[];
            const { spec: service } = one(made, "Service", "hub");
            assert.deepEqual(monitor.spec.selector, { matchLabels: service.selector });
            assert.equal((service.ports as { name: string }[])[0]!.name, endpoint!.port);
            assert.equal(endpoint!.honorLabels, true);
            const secret = (key: string) => ({ name: "prometheus-tls", key });
            assert.deepEqual(endpoint!.tlsConfig, {
                serverName: "hub.fra-onprem.eu.screening.example.com",
                ca: { secret: secret("ca.crt") },
                cert: { secret: secret("tls.crt") },
                keySecret: secret("tls.key"),
            });
            const rule = one(made, "PrometheusRule");
            const [{ rules }] = rule.spec.groups as [{ rules: { expr: string }[] }];
            assert.ok(rules.every(({ expr }) => expr.includes('namespace="screening-eu"')));
            for (const { metadata } of [monitor, rule]) assert.equal(metadata.labels.release, "prometheus");
            const shown = made.find(
                ({ inputs }) =>
                    (inputs as { data?: Record<string, string> }).data?.["meridian-screening-eu.json"] !== undefined,
            ) as unknown as { inputs: { metadata: { name: string; labels: Record<string, string> } } };
            const { labels, name } = shown.inputs.metadata;
            assert.deepEqual([name, labels.grafana_dashboard], ["hub-dashboard", "1"]);
        });

        it("is another one in a cluster that has another one, by its namespace and all of its labels", async () => {
            const inLis = { namespace: "observability", labels: { team: "risk" } };
            const labelsIn = async (home: "fra" | "lis") => {
                const regions = { "kubernetes:lis-onprem": inLis };
                const made = await madeOf({
                    kubernetes: { ...own.kubernetes!, hub: { prometheus: { ...prometheus, regions } } },
                    observability: { home: `kubernetes:${home}-onprem` },
                });
                const { release, team } = one(made, "ServiceMonitor").metadata.labels;
                const [{ from }] = one(made, "NetworkPolicy", "hub").spec.ingress as [
                    { from: [{ namespaceSelector: { matchLabels: Record<string, string> } }] },
                ];
                return [release, team, from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"]];
            };
            assert.deepEqual(await labelsIn("fra"), ["prometheus", undefined, "monitoring"]);
            assert.deepEqual(await labelsIn("lis"), [undefined, "risk", "observability"]);
        });

        it("is the only way to the hub: without one it has no port on the network, and no certificate is issued for it", async () => {
            const made = await madeOf({});
            const kinds = made.map(({ kind }) => kind);
            assert.ok(!kinds.includes("ServiceMonitor") && !kinds.includes("PrometheusRule"));
            assert.equal(one(made, "NetworkPolicy", "hub").spec.ingress, undefined);
            assert.ok(!JSON.stringify(made).includes("prometheus"));
        });
    });

    it("is a watcher in each region, which reads the gates and all pods by the names of their Services", async () => {
        const watches = dataOf(await madeOf(withTables()), "watch.json");
        assert.deepEqual(watches.map(({ region }) => region).sort(), ["fra", "lis"]);
        const watch = parseWatchByName(watches[0]!.text);
        const tables = watch.processes.find(({ job }) => job === "table-server")!;
        assert.deepEqual(tables, {
            job: "table-server",
            instance: "tables",
            host: "tables.screening-eu.svc.cluster.local",
            port: 8443,
            name: "tables.fra-onprem.eu.screening.example.com",
            replicas: true,
        });
        const servers = watch.processes.filter(({ job }) => job === "model-server");
        assert.deepEqual(
            servers.map(({ instance }) => instance),
            watch.releases.map(({ instance }) => instance),
        );
        assert.ok(servers.length > 0);
    });

    it("is a hub in the cell's home, which reaches its own watcher in the cluster, and others by the fronts of their regions", async () => {
        const observability = { home: "kubernetes:lis-onprem", slo: { availability: 0.999 }, anomalies: true } as const;
        const [{ region, hub }, ...more] = hubsOf(await madeOf({ observability })) as [ReturnType<typeof hubsOf>[0]];
        assert.deepEqual([region, more.length], ["lis", 0]);
        const [cell] = hub.cells;
        assert.deepEqual(cell!.regions.map(({ watcher: { host, name, port } }) => [name, `${host}:${port}`]).sort(), [
            ["watcher.fra-onprem.eu.screening.example.com", "fra-onprem.eu.screening.example.com:443"],
            ["watcher.lis-onprem.eu.screening.example.com", "watcher.screening-eu.svc.cluster.local:8443"],
        ]);
        assert.deepEqual([hub.anomalies, hub.limits.availability], [true, 0.999]);
        assert.match(hub.renewal.remedy, /deployment\/certifier/);
        assert.ok(hub.renewal.ticket < 0.5, "certificates of a day are renewed at half of it");
    });

    it("reads what drills have found from an object that those who run them change, and knows how often there should be one", async () => {
        const made = await madeOf({ recovery: { drills: "weekly" } });
        const [{ hub, region }] = hubsOf(made) as [ReturnType<typeof hubsOf>[0]];
        assert.equal(hub.drillsEverySeconds, 7 * 86_400);
        const results = made.find(one => one.kind === "ConfigMap" && nameOf(one) === "drills")!;
        assert.equal(results.region, region);
        // Neither set nor put back by an update.
        assert.ok(!("data" in results.inputs));
        assert.deepEqual(results.options.ignored, ["data"]);
        const pods = made.find(
            ({ inputs, kind }) => kind === "StatefulSet" && JSON.stringify(inputs).includes("hub.js"),
        )!;
        const { containers, volumes } = (pods.inputs as unknown as HubPods).spec.template.spec;
        assert.deepEqual(
            containers[0]!.volumeMounts.filter(({ name }) => name === "drills"),
            [{ name: "drills", mountPath: hub.drills, readOnly: true }],
        );
        assert.deepEqual(
            volumes.filter(({ name }) => name === "drills"),
            [{ name: "drills", configMap: { name: "drills", optional: true } }],
        );
    });

    it("says of a certificate that ends what renews it: the certifier, or cert-manager where it issues", async () => {
        const [cell] = own.cells;
        const existing = Object.fromEntries(
            Object.entries(cell!.existing!).map(([region, one]) => [
                region,
                { ...one, authority: "clusterissuer/cells" },
            ]),
        );
        const [{ hub }] = hubsOf(await madeOf({ cells: [{ ...cell!, existing }] })) as [ReturnType<typeof hubsOf>[0]];
        assert.match(hub.renewal.remedy, /kubectl describe certificates --namespace screening-eu/);
    });

    it("accepts the hub by the name that its region's authority can certify", async () => {
        const made = await madeOf({});
        const observers = made.flatMap(({ inputs, region }) =>
            [...JSON.stringify(inputs).matchAll(/"TLS_OBSERVER_NAMES","value":"(hub[^"]*)"/g)].map(
                ([, names]) => [region, names!.split(",")] as const,
            ),
        );
        const inFra = (name: string) => `${name}fra-onprem.eu.screening.example.com`;
        // And the gates of its own region, which pass on what a hub of another reads.
        assert.deepEqual(Object.fromEntries(observers), {
            fra: [inFra("hub."), inFra("")],
            lis: [inFra("hub."), "lis-onprem.eu.screening.example.com"],
        });
    });

    /** The stack's cell, and others of one region each. */
    const severalCells = (...others: readonly ("us" | "jp")[]): Pick<ServiceConfig, "cells" | "places"> => {
        const sites = {
            us: { site: "nyc", place: { city: "New York", country: "US", latitude: 40.71, longitude: -74.01 } },
            jp: { site: "tyo", place: { city: "Tokyo", country: "JP", latitude: 35.68, longitude: 139.69 } },
        } as const;
        const [eu] = own.cells;
        const cells = others.map(name => {
            const { place, site } = sites[name];
            const region = `kubernetes:${site}-onprem` as const;
            return {
                ...{ name, jurisdictions: [place.country], dataClasses: eu!.dataClasses },
                ...{ regions: [region], primary: region },
                existing: { [region]: { cluster: site, certificate: "screening-tls" } },
            };
        });
        const places = others.map(name => [`kubernetes:${sites[name].site}-onprem`, sites[name].place]);
        return { cells: [eu!, ...cells], places: { ...own.places, ...Object.fromEntries(places) } as never };
    };

    it("has its own hub in each cell, which names the regions of the others and reads none of them", async () => {
        const made = await madeOf(severalCells("us", "jp"));
        const hubs = hubsOf(made).map(({ hub }) => hub);
        assert.deepEqual(hubs.map(({ cells }) => cells.map(({ name }) => name)).sort(), [["eu"], ["jp"], ["us"]]);
        const inUs = hubs.find(({ cells }) => cells[0]!.name === "us")!;
        assert.deepEqual(
            inUs.elsewhere.map(({ cloud, regions }) => [cloud, regions.map(({ region }) => region).sort()]),
            [
                ["Kubernetes, by the hub of cell eu", ["kubernetes:fra-onprem", "kubernetes:lis-onprem"]],
                ["Kubernetes, by the hub of cell jp", ["kubernetes:tyo-onprem"]],
            ],
        );
    });

    it("downloads the baselines of releases into the pods of servers and of watchers, where drift is measured", async () => {
        const baseline = { artifact: "https://baselines.example.com:9443/1.json", digest: digest("baseline") };
        const [model] = own.models;
        const releases = Object.entries(model!.releases).map(([version, one]) => [version, { ...one, baseline }]);
        const models = [{ ...model!, releases: Object.fromEntries(releases) as never }];
        const made = await madeOf({ models, observability: { drift: {} } });
        const namesOf = (wanted: string, of: (inputs: object) => boolean) =>
            new Set(made.filter(({ inputs, kind }) => kind === wanted && of(inputs)).map(one => nameOf(one)!));
        const downloading = namesOf("Deployment", inputs => JSON.stringify(inputs).includes(baseline.artifact));
        assert.deepEqual(downloading, new Set(["screening-1-0-0", "watcher"]));
        const opened = namesOf("NetworkPolicy", inputs => {
            const { egress = [] } = (inputs as { spec: { egress?: { to?: object; ports: { port: number }[] }[] } })
                .spec;
            return egress.some(({ ports, to }) => to === undefined && ports.some(({ port }) => port === 9443));
        });
        assert.deepEqual(opened, new Set(["servers", "watcher"]));
        const watch = parseWatchByName(dataOf(made, "watch.json")[0]!.text);
        assert.match(watch.releases[0]!.baseline!, /^\/release\/[0-9a-f]{64}$/);
        assert.ok(watch.drift !== undefined);
    });

    it("has no volume, and one of the class that the config names", async () => {
        const claims = (made: readonly Made[]) =>
            made
                .filter(one => one.kind === "StatefulSet" && nameOf(one) === "hub")
                .map(
                    ({ inputs }) => (inputs as { spec: { volumeClaimTemplates?: object[] } }).spec.volumeClaimTemplates,
                );
        assert.deepEqual(claims(await madeOf({})), [undefined]);
        const kubernetes = { ...own.kubernetes, hub: { volumeClass: "encrypted" } };
        const [templates] = claims(await madeOf({ kubernetes }));
        assert.match(JSON.stringify(templates), /"storageClassName":"encrypted"/);
    });

    it("sends figures to a system outside with a token from a Secret, and by an authority of its own", async () => {
        setExportToken();
        const ca = path.join(directory, "ca.pem");
        writeFileSync(ca, (await authority("siem")).ca);
        const exports = [
            {
                ...{ name: "siem", to: "otlp", endpoint: "https://siem.example:4318/", place: "kubernetes:fra-onprem" },
                ...{ token: { secret: "siem" }, ca },
            },
        ];
        const made = await madeOf({ observability: { exports } } as Partial<ServiceConfig>);
        const [{ hub }] = hubsOf(made) as [ReturnType<typeof hubsOf>[0]];
        assert.deepEqual(
            hub.exports.map(({ ca, cells, endpoint, token }) => ({ ca, cells, endpoint, token })),
            [
                {
                    ca: "/exports/siem/ca/ca.crt",
                    cells: ["eu"],
                    endpoint: "https://siem.example:4318/",
                    token: "/exports/siem/token/token",
                },
            ],
        );
        const plain = made.filter(({ kind }) => kind !== "Secret");
        assert.ok(!JSON.stringify(plain).includes(token), "the token is in Secrets alone");
        const [policy] = made.filter(one => one.kind === "NetworkPolicy" && nameOf(one) === "hub");
        assert.match(JSON.stringify(policy), /"port":4318/);
    });

    it("sends the figures of a cell to the systems that the cell may send to, and to no other", async () => {
        setExportToken();
        const exports = [
            ["of-eu", "fra", ["eu"]],
            ["of-us", "nyc", ["us"]],
        ].map(([name, region, cells]) => ({
            ...{ name, cells, to: "otlp", endpoint: `https://${String(name)}.example:4318/` },
            ...{ place: `kubernetes:${String(region)}-onprem`, token: { secret: "siem" } },
        }));
        const made = await madeOf({ ...severalCells("us"), observability: { exports } } as Partial<ServiceConfig>);
        const sent = hubsOf(made).map(({ hub, region }) => [region, hub.exports.map(({ name }) => name)]);
        assert.deepEqual(Object.fromEntries(sent), { fra: ["of-eu"], nyc: ["of-us"] });
        const tokens = made
            .filter(one => one.kind === "Secret" && nameOf(one)?.endsWith("-token") === true)
            .map(one => `${one.region} ${nameOf(one)!}`);
        assert.deepEqual(tokens.sort(), ["fra hub-of-eu-token", "nyc hub-of-us-token"]);
    });
});
