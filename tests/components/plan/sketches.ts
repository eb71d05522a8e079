import { segmentsOf } from "../../../components/plan/config/paths";
import type { Beside } from "../../../components/plan/plan";
import { digest } from "./screening";
import type { Pinned } from "./faults-of";

/** A config with one fault, what that is, and what is known beside the config. */
export type Refused = readonly [title: string, written: unknown, fault: Pinned, beside?: Beside];

/** Changes of a config, by path: `undefined` takes out what is there. */
export type Changes = Readonly<Record<string, unknown>>;

/** A valid stack of two cells on AWS, changed. */
export function onAws(changes: Changes = {}): unknown {
    return changed(
        {
            service: "screening",
            domain: "screening.example.com",
            cells: [
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    standards: ["gdpr"],
                    dataClasses: ["health"],
                    regions: ["aws:eu-west-1", "aws:eu-central-1"],
                    primary: "aws:eu-west-1",
                    backup: "aws:eu-north-1",
                },
                {
                    name: "us",
                    jurisdictions: ["US"],
                    standards: ["hipaa"],
                    dataClasses: ["health"],
                    regions: ["aws:us-east-1", "aws:us-west-2"],
                    primary: "aws:us-east-1",
                    backup: "aws:us-east-2",
                },
            ],
            models: [withBaselines(model("s3://models"))],
            serving: { scaling: { min: 2, max: 20 } },
            routing: {
                failover: { everySeconds: 30 },
                auth: {
                    jwt: {
                        issuer: "https://login.example.com",
                        audience: "screening",
                        jwksUri: "https://login.example.com/keys",
                    },
                },
            },
            demand: {
                places: [
                    { city: "Lisbon", share: 0.4 },
                    { country: "US", share: 0.6 },
                ],
                peakRps: 800,
                rpsPerReplica: 150,
                payloadKiB: 4,
            },
            store: { tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }], backup: {} },
            observability: { slo: { availability: 0.999, p99Ms: 250 }, drift: {} },
            recovery: { rtoSeconds: 120, drills: "monthly" },
            budget: { monthly: 12_000, currency: "USD" },
        },
        changes,
    );
}

/** A valid stack of one cell without protected data, on a cloud, changed. */
export function on(cloud: keyof typeof clouds, changes: Changes = {}): unknown {
    const { regions, artifacts, places } = clouds[cloud];
    return changed(
        {
            service: "forecast",
            domain: "forecast.example.com",
            cells: [{ name: "main", jurisdictions: ["EU"], dataClasses: ["internal"], regions, primary: regions[0] }],
            ...places,
            models: [model(artifacts)],
        },
        changes,
    );
}

const clouds = {
    aws: { regions: ["aws:eu-west-1", "aws:eu-central-1"], artifacts: "s3://models", places: {} },
    gcp: { regions: ["gcp:europe-west1", "gcp:europe-west3"], artifacts: "gs://models", places: {} },
    azure: { regions: ["azure:westeurope", "azure:northeurope"], artifacts: "az://models", places: {} },
    kubernetes: {
        regions: ["kubernetes:fra-onprem", "kubernetes:lis-onprem"],
        artifacts: "https://models.example.com",
        places: {
            places: {
                "kubernetes:fra-onprem": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
                "kubernetes:lis-onprem": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
            },
        },
    },
    local: { regions: ["local:eu-west", "local:eu-central"], artifacts: "file:models", places: {} },
} as const;

function model(artifacts: string) {
    return {
        name: "screening",
        releases: {
            "1.0.0": { artifact: `${artifacts}/1.onnx`, digest: digest("1") },
            "2.0.0": { artifact: `${artifacts}/2.onnx`, digest: digest("2") },
        },
        traffic: [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ],
        stickyBy: "header:x-subject",
    };
}

/** What drift is measured against. */
function withBaselines({ releases, ...rest }: ReturnType<typeof model>) {
    const known = Object.entries(releases).map(([version, release]) => [
        version,
        {
            ...release,
            baseline: { artifact: release.artifact.replace(".onnx", ".json"), digest: digest("b") },
        },
    ]);
    return { ...rest, releases: Object.fromEntries(known) as unknown };
}

type Container = Record<string | number, unknown>;

function changed(written: unknown, changes: Changes): unknown {
    const whole = structuredClone(written) as Container;
    for (const [path, value] of Object.entries(changes)) {
        const segments = segmentsOf(path);
        const container = segments.slice(0, -1).reduce((outer, key) => (outer[key] ??= {}) as Container, whole);
        const last = segments.at(-1)!;
        if (value === undefined) {
            Reflect.deleteProperty(container, last);
        } else {
            // What one change puts there, the next may change.
            container[last] = structuredClone(value);
        }
    }
    return whole;
}
