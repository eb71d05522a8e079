import { localTools, type ToolName } from "../../tools";

/** Test files with one subject. `npm run test:<name>` runs all of them. */
export interface Suite {
    readonly about: string;
    /** Below `tests/`. Every test file there belongs to the suite. */
    readonly folders: readonly string[];
    /** Which of them `npm test` runs: all, these, or all except these. From `tests/`. */
    readonly quick: "all" | readonly string[] | { readonly except: readonly string[] };
    /** Files that run in one process in this order, since they share a running stack. All of them are quick, or none. */
    readonly together?: readonly (readonly string[])[];
    /**
     * The first files of units that run last, and that a run with too little time leaves out (`time-limit.ts`): they repeat failures whose
     * handling a quicker test shows once, or show it in another place.
     */
    readonly deep?: readonly string[];
    /**
     * How many processors one of its files is counted for. Less than 1 for tests that mostly wait: more of them run at a time. Default: what
     * was measured (`budgets.ts`). Where a file beside another could fail its tests, it is said here.
     */
    readonly processors?: Need;
    /** What one of its files gets of the processors, compared with others, while they want more than there is. Default: 1. */
    readonly shares?: Need;
    /** Gates that one of its files runs at a time, at most. More than the system has room for do not run at once. Default: 0. */
    readonly gates?: Need;
    /** Of a test that sets none. Default: 30. */
    readonly timeoutSeconds?: number;
    /** Whose tests, from `tests/`, must reach every line and branch of the files in `.c8rc.json`; counting that costs time. */
    readonly coverage?: readonly string[];
    /** What it starts, which is installed or built before the first test. */
    readonly tools?: readonly ToolName[];
    /** Whether it runs the container images, whose parts are built likewise. */
    readonly images?: true;
    /** Programs and packages, likewise, by the files that start them: paths or their beginnings, from `tests/`. */
    readonly programs?: Partial<Readonly<Record<ProgramName, readonly string[]>>>;
}

export type ProgramName =
    | "linearizability"
    | "otlp-receiver"
    | "emulators"
    | "aws-linters"
    | "converter"
    | "litert-server"
    | "mlserver"
    | "kubernetes"
    | "kubernetes-provider";

/** What each file of a suite needs, and what some need instead, from `tests/`. */
export interface Need {
    readonly each: number;
    readonly of?: Readonly<Record<string, number>>;
}

const needing = (amount: number, ...names: readonly string[]) =>
    Object.fromEntries(names.map(name => [`engine/${name}.test.ts`, amount]));

/** Of a processor: what a file is counted for whose tests wait for processes and clocks as long as they compute. */
const waiting = 0.5;
/** The same of files that start stacks, which computes more. */
const starting = 0.66;
/** The same of those whose tests bound how long failures under load last: beside one, one other stack runs at most. */
const measuring = 0.75;
/** Their share: a region whose servers get no processor fails as one that is down. */
const preferred = 1.5;
/** The first files of those units. */
const measured = ["isolation", "evacuation", "kills"] as const;

export const suites = {
    core: {
        about: "plan, gate and watch: the pure functions, by examples and properties",
        folders: ["components/plan", "components/gate", "components/watch"],
        quick: "all",
        timeoutSeconds: 60,
        coverage: ["components/plan", "components/gate"],
        tools: ["envoy"],
    },
    components: {
        about: "components, adapters, and the programs of the data plane, without an engine",
        folders: [
            "components/global-router",
            "components/observability-hub",
            "components/regional-serving",
            "components/service",
            "components/replicated-store",
            "components/adapters",
            "contract",
            "runtime",
        ],
        quick: {
            except: [
                // Tests of the hub's page content and access: its look takes a browser minutes.
                ...["access", "layout", "live", "regions", "safety", "scale"].map(
                    name => `runtime/hub/page/${name}.test.ts`,
                ),
                // Of sources of releases, https: the others start emulators of clouds.
                ...["az", "gs", "oci", "s3", "store"].map(name => `runtime/fetch/${name}.test.ts`),
                // Their packages are large.
                ...["delegate", "process", "protocol", "values"].map(name => `runtime/litert-server/${name}.test.ts`),
            ],
        },
        gates: {
            each: 0,
            of: {
                "runtime/watcher/gates.test.ts": 3,
                "runtime/watcher/verdict.test.ts": 2,
                "runtime/certifier/chain.test.ts": 1,
            },
        },
        tools: localTools,
        programs: {
            "otlp-receiver": ["runtime/hub/exports.test.ts"],
            emulators: [
                "runtime/fetch/az.test.ts",
                "runtime/fetch/gs.test.ts",
                "runtime/fetch/s3.test.ts",
                "runtime/fetch/store.test.ts",
            ],
            "litert-server": ["runtime/litert-server/"],
        },
    },
    policy: { about: "the policy pack", folders: ["policy"], quick: "all" },
    tooling: {
        about: "command line, documentation, tools, examples, and the test runner",
        folders: ["cli", "docs", "examples", "run", "stacks", "tools"],
        // The packages of converters are large, and the site takes the compiler half a minute.
        quick: { except: ["cli/convert.test.ts", "cli/convert-sandbox.test.ts", "docs/site.test.ts"] },
        tools: localTools,
        programs: { converter: ["cli/convert"] },
    },
    behaviour: {
        about: "real gates, under load and failures",
        folders: ["behaviour"],
        quick: { except: ["behaviour/known-tools.test.ts", "behaviour/overload.test.ts"] },
        // Four gates without a watcher's verdict use as much as three.
        gates: { each: 3, of: { "behaviour/verdict.test.ts": 4 } },
        tools: localTools,
    },
    store: {
        about: "the store of a cell: real servers, failures, linearizability",
        folders: ["store"],
        deep: ["store/failures/changes.test.ts"],
        processors: { each: waiting },
        gates: { each: 0, of: { "store/secrecy.test.ts": 4 } },
        quick: ["api", "changes", "kills", "large-items", "rights"].map(name => `store/${name}.test.ts`),
        tools: localTools,
        programs: {
            linearizability: ["store/kills.test.ts", "store/failures/"],
            emulators: ["store/backup.test.ts"],
        },
    },
    engine: {
        about: "stack `local` under the real engine",
        folders: ["engine"],
        gates: {
            each: 2,
            of: {
                ...needing(3, "killed-update", "store"),
                // Two cells of two regions, or one of two whose names change.
                ...needing(4, "committed", "drift", "isolation", "queries", "renamed", "shadow"),
                // They add a region.
                ...needing(5, "audit", "changes"),
                // Three gates, and nine sidecars that each watch six tenths of what a gate does.
                ...needing(9, "own-servers"),
            },
        },
        deep: ["engine/killed-update.test.ts"],
        processors: { each: starting, of: needing(measuring, ...measured) },
        shares: { each: 1, of: needing(preferred, ...measured) },
        quick: [
            ...["isolation", "routing", "outage", "drain", "life-cycle", "evacuation"].map(
                name => `engine/${name}.test.ts`,
            ),
            ...["cell-down", "region-down"].map(name => `engine/drills/${name}.test.ts`),
            "engine/features.test.ts",
            "engine/upgrade.test.ts",
        ],
        together: [
            // The last one ends with the end of the stack.
            ["isolation", "routing", "outage", "drain", "drills/cell-down", "life-cycle"].map(
                name => `engine/${name}.test.ts`,
            ),
            ["evacuation", "drills/region-down", "features"].map(name => `engine/${name}.test.ts`),
            [
                "engine/kills.test.ts",
                "engine/drain-under-kills.test.ts",
                "engine/expired.test.ts",
                "engine/drills/passing.test.ts",
                "engine/drills/releases.test.ts",
                "engine/drills/store-passing.test.ts",
                "engine/drills/store.test.ts",
            ],
            ["engine/drift.test.ts", "engine/changes.test.ts"],
        ],
        tools: localTools,
        programs: {
            "otlp-receiver": ["engine/queries.test.ts"],
            "litert-server": ["engine/own-servers.test.ts"],
            mlserver: ["engine/own-servers.test.ts"],
        },
    },
    rehearsal: {
        about: "stacks of clouds under the real engine, with fake providers",
        folders: ["rehearsal"],
        quick: [
            // One stack from nothing to its end, its secrets, the command that users run, and a stack that a released version made.
            ...["command", "secrets", "stacks/aws-one-region", "upgrade"].map(name => `rehearsal/${name}.test.ts`),
            "rehearsal/stand-in/gcp/rejects.test.ts",
            "rehearsal/iam/evaluate.test.ts",
            // Of checks by linters, those that need no schema of each resource.
            "rehearsal/linters/permissions.test.ts",
            "rehearsal/linters/planted.test.ts",
            "rehearsal/linters/policies.test.ts",
        ],
        // These look at one stack that is made once.
        together: [
            [
                "rehearsal/iam.test.ts",
                "rehearsal/needs.test.ts",
                "rehearsal/quotas.test.ts",
                "rehearsal/recorded-gate.test.ts",
                "rehearsal/security.test.ts",
            ],
        ],
        tools: ["pulumi", "envoy"],
        programs: { "aws-linters": ["rehearsal/linters/"], emulators: ["rehearsal/iam/compared.test.ts"] },
    },
    images: {
        about: "container images, in a registry and in containers",
        folders: ["images"],
        quick: [],
        // They look at images that are built and pushed once.
        together: [["images/registry.test.ts", "images/command.test.ts", "images/containers.test.ts"]],
        processors: { each: waiting },
        tools: ["crane"],
        images: true,
    },
    kubernetes: {
        about: "pods of the product in real Kubernetes clusters",
        folders: ["kubernetes"],
        quick: [],
        // They share a cluster. With the others in the group they would take longer than a unit may.
        together: [
            ["admission", "serving", "gate", "engine", "certifier", "clusters", "service"].map(
                name => `kubernetes/${name}.test.ts`,
            ),
            ["kubernetes/own-servers.test.ts", "kubernetes/hybrid.test.ts"],
        ],
        // Two of those with drills, whose requests are counted, do not run beside each other.
        processors: { each: 1, of: { "kubernetes/admission.test.ts": 1.25, "kubernetes/store.test.ts": 1.25 } },
        // Three nodes and two control planes use as many inotify instances as three gates.
        gates: {
            each: 0,
            of: {
                "kubernetes/admission.test.ts": 3,
                // A gate of this machine, too.
                "kubernetes/hybrid.test.ts": 4,
                "kubernetes/own-servers.test.ts": 3,
                "kubernetes/store.test.ts": 4,
            },
        },
        tools: localTools,
        images: true,
        programs: {
            kubernetes: ["kubernetes/"],
            emulators: ["kubernetes/store.test.ts"],
            "kubernetes-provider": ["engine", "hybrid", "own-servers", "policy", "service", "store"].map(
                name => `kubernetes/${name}.test.ts`,
            ),
        },
    },
    "kubernetes-faults": {
        about: "regions of pods under load, while nodes are drained or lost, APIs are down, and engines are killed",
        folders: ["kubernetes-faults"],
        quick: [],
        deep: ["nodes", "updates"].map(name => `kubernetes-faults/${name}.test.ts`),
        // Requests that fail are counted.
        processors: { each: measuring },
        shares: { each: preferred },
        // Four nodes and three control planes.
        gates: { each: 4 },
        tools: ["pulumi"],
        images: true,
        programs: { kubernetes: ["kubernetes-faults/"], "kubernetes-provider": ["kubernetes-faults/"] },
    },
    consumer: {
        about: "the package, installed by an empty project",
        folders: ["consumer"],
        gates: { each: 2 },
        quick: ["consumer/pinned.test.ts"],
        tools: localTools,
    },
} satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof suites;

export const suiteNames = Object.keys(suites) as SuiteName[];

export const suiteOf = (name: SuiteName): Suite => suites[name];
