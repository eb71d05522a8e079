import { Service, type ServiceConfig } from "../../../components";
import { local } from "../../../components/adapters/local";
import { type Made, mockEngine, settled } from "../../../tests/support/mocked-engine";

export const regions = ["eu-west", "eu-central"] as const;

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** One cell with every kind of process that presents a certificate: a shadow has a comparer, features have table servers and a store. */
const config: ServiceConfig = {
    domain: "screening.localhost",
    cells: [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: regions.map(region => `local:${region}` as const),
            primary: "local:eu-west",
            backup: "local:eu-north",
        },
    ],
    models: [
        {
            name: "screening",
            releases: {
                "1.0.0": { artifact: "file:1.onnx", digest: digest("1") },
                "2.0.0": { artifact: "file:2.onnx", digest: digest("2") },
            },
            traffic: [{ version: "1.0.0", percent: 100 }],
            shadow: { version: "2.0.0", percent: 10 },
            features: { table: "features", input: "features", attributes: ["age"] },
        },
    ],
    store: { tables: [{ name: "features", partitionKey: "subject", changes: { retainHours: 24 } }], shards: 1 },
    observability: { audit: true, samples: { percent: 1 } },
};

/** The resources of a stack with everything, made with mocks: nothing runs. */
export async function everything(): Promise<readonly Made[]> {
    const made: Made[] = [];
    await mockEngine(one => made.push(one));
    new Service("screening", config, { clouds: [local({ directory: "unused" })] });
    await settled();
    return made;
}
