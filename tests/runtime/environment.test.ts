import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { type Program, programs, type VariableOf } from "../../components/plan/serving/programs";
import { parseEnvironment as backup } from "../../runtime/backup/environment";
import { parseEnvironment as certifier } from "../../runtime/certifier/environment";
import { parseEnvironment as comparer } from "../../runtime/comparer/environment";
import { parseEnvironment as fetch } from "../../runtime/fetch/environment";
import { parseEnvironment as hub } from "../../runtime/hub/environment";
import { parseEnvironment as isolation } from "../../runtime/isolation/environment";
import { parseEnvironment as modelServer } from "../../runtime/model-server/environment";
import { parseEnvironment as operator } from "../../runtime/operator/environment";
import { parseEnvironment as tableServer } from "../../runtime/table-server/environment";
import { parseEnvironment as watcher } from "../../runtime/watcher/environment";
import { packageRoot } from "../../tools/package-root";
import { parseEnvironment as keeper } from "../../runtime/keeper/environment";
import { parseEnvironment as litertServer } from "./litert-server/environment";
import { faultsOf } from "../components/plan/faults-of";
import { recorded } from "../support/golden";

const parsers: Readonly<Record<Program, (env: NodeJS.ProcessEnv) => unknown>> = {
    "model-server": modelServer,
    "litert-server": litertServer,
    "table-server": tableServer,
    comparer,
    watcher,
    fetch,
    hub,
    certifier,
    isolation,
    operator,
    backup,
    keeper,
};

/** A value that is allowed, for each variable that any program reads. */
const values: Readonly<Record<VariableOf<Program>, string>> = {
    MODEL_NAME: "screening",
    MODEL_VERSION: "1.0.0",
    MODEL_URI: "file:///models/1.onnx",
    MODEL_DIGEST: `sha256:${"0".repeat(64)}`,
    UNPACK: "tar",
    MODEL_RUNTIME: "wasm",
    IF_UNUSABLE: "wait",
    DELEGATE: "cpu",
    HOST: "127.0.0.1",
    PORT: "8080",
    HEALTH_HOST: "0.0.0.0",
    HEALTH_PORT: "8081",
    METRICS_HOST: "0.0.0.0",
    METRICS_PORT: "8445",
    MAX_BODY_BYTES: "65536",
    TLS_CERT: "tls.crt",
    TLS_KEY: "tls.key",
    TLS_CA: "ca.crt",
    TLS_CLIENT_NAMES: "gate",
    TLS_OBSERVER_NAMES: "watcher",
    CELL: "eu",
    REGION: "local:eu-west",
    STORE_HOST: "127.0.0.1",
    STORE_PORT: "4222",
    STORE_NAME: "store",
    FEATURES: "features.json",
    STALE_AFTER_SECONDS: "5",
    PEER: "isolation-0.isolation",
    JOB_COMPLETION_INDEX: "1",
    BASELINE: "baseline.json",
    SAMPLES_PERCENT: "1",
    SAMPLES_KEEP: "10",
    BATCH_SIZE: "16",
    BATCH_WAIT_MS: "2",
    TABLES: "tables.json",
    SPEC: "store.json",
    TASK: "backup",
    BUCKET: "https://s3.ams.example/screening",
    BUCKET_REGION: "us-east-1",
    PREFIX: "screening/eu/",
    ACCESS_KEY_FILE: "access-key",
    ENCRYPTION_KEY_FILE: "encryption-key",
    RETAIN_DAYS: "35",
    COPY: "20260131T120000.000Z-0a1b2c",
    REPLACE: "false",
    ADMINISTRATOR_CERT: "/administrator/tls.crt",
    ADMINISTRATOR_KEY: "/administrator/tls.key",
    DEADLINE_MS: "12000",
    GATE_HOST: "127.0.0.1",
    GATE_PORT: "8443",
    GATE_NAME: "gate",
    GATE_SERVER_NAME: "shadows",
    GATE_DEADLINE_SECONDS: "30",
    WATCH: "watch.json",
    GATES_HOST: "gates.screening-eu.svc.cluster.local",
    GATES_PORT: "9901",
    GATES_NAME: "eu-west.eu.screening.example",
    STORE_CERT: "/standings/tls.crt",
    STORE_KEY: "/standings/tls.key",
    DIRECTORY: "/tmp",
    WATCHER_HOST: "watcher.screening-eu.svc.cluster.local",
    WATCHER_PORT: "8443",
    WATCHER_NAME: "watcher.eu-west.eu.screening.example",
    LOGS_AT: "kubectl logs -n screening-eu",
    HUB: "hub.json",
    SOCKET: "hub.sock",
    KEY: "key",
    MEMORY: "memory.json",
    SOURCE_URI: "https://models.example/1.onnx",
    MAX_BYTES: "1000000",
    DEADLINE_SECONDS: "600",
    SOURCE_TOKEN: "token",
    DOCKER_CONFIG: "logins",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
    AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/server",
    AWS_ROLE_SESSION_NAME: "server",
    AWS_WEB_IDENTITY_TOKEN_FILE: "token",
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/1",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "token",
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "token",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://169.254.169.254",
    AWS_ENDPOINT_URL: "https://aws.example",
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:5000",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:5000",
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: "https://storage-models.p.googleapis.com/",
    STORAGE_EMULATOR_HOST: "localhost:9023",
    GCE_METADATA_HOST: "169.254.169.254",
    AZURE_CLIENT_ID: "0000",
    AZURE_TENANT_ID: "0000",
    AZURE_FEDERATED_TOKEN_FILE: "token",
    AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
    AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://169.254.169.254",
    AZURE_STORAGE_SERVICE_ENDPOINT: "https://127.0.0.1:10000/account",
    IDENTITY_ENDPOINT: "http://localhost:42356/msi/token",
    IDENTITY_HEADER: "header",
    CERTIFICATES: "certificates.json",
    AUTHORITY_CERT: "tls.crt",
    AUTHORITY_KEY: "tls.key",
    ROOT_CERT: "ca.crt",
    NAMESPACE: "screening-eu",
    POD_NAME: "certifier-5d8f7-x2x9z",
    LEASE: "certifier",
    VALID_HOURS: "24",
    KUBERNETES_SERVICE_HOST: "10.96.0.1",
    KUBERNETES_SERVICE_PORT: "443",
};

/** The variables with these names; records every name that is read. */
function environment(names: readonly string[], asked: Set<string>): NodeJS.ProcessEnv {
    const known = Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
    return new Proxy<NodeJS.ProcessEnv>(known, {
        get(target, name) {
            asked.add(String(name));
            return target[String(name)];
        },
    });
}

for (const program of Object.keys(programs) as Program[]) {
    const { required, optional } = programs[program];
    const all: readonly string[] = [...required, ...optional];
    // One of them is enough, and both are too many.
    const either = ["PORT", "SOCKET"].every(name => (optional as readonly string[]).includes(name));
    const enough: readonly string[] = either ? [...required, "PORT"] : required;

    describe(`the environment of a ${program}`, () => {
        it("is read by the names of the contract, all of them and no other", () => {
            const asked = new Set<string>();
            parsers[program](environment(either ? all.filter(name => name !== "SOCKET") : all, asked));
            assert.deepEqual([...asked].sort(), [...all].sort());
        });

        it("is enough with what is required, and a fault names each of these that is missing", () => {
            parsers[program](environment(enough, new Set()));
            for (const missing of enough) {
                const rest = enough.filter(name => name !== missing);
                const faults = faultsOf(() => parsers[program](environment(rest, new Set())));
                assert.deepEqual(
                    faults.map(({ path }) => path),
                    [missing],
                );
            }
        });

        if (["PORT", "HEALTH_PORT"].every(name => all.includes(name))) {
            it("does not serve health on the port with TLS", () => {
                const same = { ...values, HEALTH_PORT: values.PORT };
                const known = Object.fromEntries(Object.entries(same).filter(([name]) => all.includes(name)));
                assert.deepEqual(
                    faultsOf(() => parsers[program](known)).map(({ code, path }) => [code, path]),
                    [["environment/port-twice", "HEALTH_PORT"]],
                );
            });
        }

        it("is in the README of the runtime", () => {
            const readme = readFileSync(path.join(packageRoot(), "runtime", "README.md"), "utf8");
            const rows = readme.split("\n").filter(line => line.startsWith("| `"));
            for (const name of all)
                assert.ok(
                    rows.some(row => row.includes(`\`${name}\``)),
                    name,
                );
        });
    });
}

describe("an environment with parts that belong together", () => {
    const parse = (program: Program, more: NodeJS.ProcessEnv) => {
        const known = Object.fromEntries(programs[program].required.map(name => [name, values[name]]));
        return parsers[program]({ ...known, ...more });
    };
    const tls = { TLS_CERT: "tls.crt", TLS_KEY: "tls.key" };
    const cases: readonly (readonly [what: string, program: Program, more: NodeJS.ProcessEnv, faults: string[]])[] = [
        [
            "gates without port and name",
            "watcher",
            { GATES_HOST: "gates.eu" },
            ["environment/variable-missing GATES_NAME", "environment/variable-missing GATES_PORT"],
        ],
        [
            "a place of logs with line ends",
            "watcher",
            { LOGS_AT: "here\nthere" },
            ["environment/variable-wrong LOGS_AT"],
        ],
        [
            "a hub beyond the loopback interface without TLS",
            "hub",
            { HOST: "0.0.0.0" },
            ["environment/plain-beyond-loopback HOST"],
        ],
        ["a hub with a certificate alone", "hub", { TLS_CERT: "tls.crt" }, ["environment/tls-incomplete TLS_KEY"]],
        [
            "a hub with an authority and no name",
            "hub",
            { ...tls, TLS_CA: "ca.crt" },
            ["environment/tls-incomplete TLS_OBSERVER_NAMES"],
        ],
        [
            "a hub with names and no authority",
            "hub",
            { ...tls, TLS_OBSERVER_NAMES: "prometheus" },
            ["environment/tls-incomplete TLS_CA"],
        ],
        [
            "metrics of a hub without certificates and names",
            "hub",
            { METRICS_PORT: "8445" },
            [
                ...["TLS_CA", "TLS_CERT", "TLS_KEY"].map(name => `environment/tls-incomplete ${name}`),
                "environment/variable-missing TLS_OBSERVER_NAMES",
            ],
        ],
        [
            "metrics of a hub at its own port",
            "hub",
            { ...tls, TLS_CA: "ca.crt", TLS_OBSERVER_NAMES: "prometheus", METRICS_PORT: values.PORT },
            ["environment/port-twice METRICS_PORT"],
        ],
        [
            "a hub beyond the loopback interface whose metrics alone have TLS",
            "hub",
            { ...tls, TLS_CA: "ca.crt", TLS_OBSERVER_NAMES: "prometheus", METRICS_PORT: "8445", HOST: "0.0.0.0" },
            ["environment/plain-beyond-loopback HOST"],
        ],
    ];
    for (const [what, program, more, faults] of cases) {
        it(`is refused: ${what}`, () => {
            const found = faultsOf(() => parse(program, more));
            assert.deepEqual(
                found.map(({ code, path }) => `${code} ${path}`),
                faults,
            );
        });
    }

    it("is taken: a hub behind TLS at any address, and with observers", () => {
        parse("hub", { ...tls, HOST: "0.0.0.0" });
        parse("hub", { ...tls, HOST: "0.0.0.0", TLS_CA: "ca.crt", TLS_OBSERVER_NAMES: "prometheus" });
    });
});

describe("an environment with numbers", () => {
    const parse = (program: Program, more: NodeJS.ProcessEnv) => {
        const known = Object.fromEntries(programs[program].required.map(name => [name, values[name]]));
        return parsers[program]({ ...known, ...more });
    };
    /** By program and variable: values at the limits, and those beyond. */
    const limits: readonly (readonly [Program, string, accepted: readonly string[], refused: readonly string[]])[] = [
        [
            "certifier",
            "VALID_HOURS",
            ["0.005", "24", "0.5", "2160"],
            ["0.004", "2160.1", "2161", "-1", "1e3", "24h", " 24"],
        ],
        ["keeper", "WATCHER_PORT", ["1", "65535"], ["0", "65536", "8443.5", "-1"]],
        ["comparer", "GATE_DEADLINE_SECONDS", ["1", "3600"], ["0", "3601", "1.5"]],
        ["backup", "RETAIN_DAYS", ["1", "3650"], ["0", "3651"]],
        ["backup", "DEADLINE_SECONDS", ["1", "1000000"], ["0", "1000001"]],
        ["fetch", "DEADLINE_SECONDS", ["1", "86400"], ["0", "86401"]],
        ["fetch", "MAX_BYTES", ["1", "999999999999"], ["0", "1000000000000"]],
        ["isolation", "JOB_COMPLETION_INDEX", ["0", "1"], ["2", "00", "-1", "1.0"]],
    ];
    for (const [program, name, accepted, refused] of limits) {
        it(`is accepted within the limits of ${name}, and refused beyond them: ${program}`, () => {
            for (const value of accepted) parse(program, { [name]: value });
            for (const value of refused) {
                const found = faultsOf(() => parse(program, { [name]: value }));
                assert.deepEqual(
                    found.map(({ code, path }) => [code, path]),
                    [["environment/variable-wrong", name]],
                    value,
                );
            }
        });
    }

    it("has the defaults that a README names where it is empty", () => {
        const found = parse("certifier", { VALID_HOURS: "" }) as { validMs: number };
        assert.equal(found.validMs, 24 * 3_600_000);
        const { gate } = parse("comparer", { GATE_DEADLINE_SECONDS: "" }) as { gate: { longestSeconds: number } };
        assert.equal(gate.longestSeconds, 30);
        const { deadlineMs, maxBytes } = parse("fetch", {}) as { deadlineMs: number; maxBytes: number };
        assert.deepEqual([deadlineMs, maxBytes], [3_600_000, Infinity]);
        const { task } = parse("backup", { RETAIN_DAYS: "", TASK: "backup" }) as { task: object };
        assert.deepEqual(task, { kind: "backup", retainDays: 35 });
    });
});

/**
 * What programs take from an environment, units and defaults included: of a change it is seen what it does to them. Where it is meant,
 * rewrite the file and read the difference:
 *
 *     UPDATE_GOLDEN=1 npx mocha tests/runtime/environment.test.ts
 */
describe("what is read of an environment", () => {
    const has = (program: Program, name: string) =>
        ([...programs[program].required, ...programs[program].optional] as string[]).includes(name);
    const of = (program: Program, names: readonly string[], more: NodeJS.ProcessEnv = {}) => {
        const known = Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
        return plain(parsers[program]({ ...known, ...more }));
    };
    const read = (program: Program) => {
        const { required, optional } = programs[program];
        const port = has(program, "PORT") && !(required as readonly string[]).includes("PORT") ? ["PORT"] : [];
        const all = [...required, ...optional].filter(name => port.length === 0 || name !== "SOCKET");
        const restore = { TASK: "restore" };
        return {
            all: of(program, all),
            required: of(program, [...required, ...port]),
            ...(has(program, "TASK") && {
                restore: [of(program, all, { ...restore, REPLACE: "true" }), of(program, required, restore)],
            }),
        };
    };

    it("is for each program the committed one, with all variables and with those that it requires", async () => {
        const found = Object.fromEntries(
            (Object.keys(programs) as Program[])
                // A program in Python, which says only whether it takes an environment.
                .filter(program => program !== "litert-server")
                .map(program => [program, read(program)]),
        );
        assert.deepEqual(found, await recorded("environments", found));
    });
});

/** As JSON, without this directory. */
function plain(value: unknown): unknown {
    const here = process.cwd();
    const text = JSON.stringify(value, (_, part: unknown) => {
        if (part instanceof Set || part instanceof Map) return [...(part as Iterable<unknown>)];
        if (part === Infinity) return "Infinity";
        return typeof part === "string" && part.startsWith(here) ? `<cwd>${part.slice(here.length)}` : part;
    });
    return JSON.parse(text) as unknown;
}
