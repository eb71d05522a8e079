/** How the page introduces a benchmark; the figures are those of `bench/results.json`. */
export interface Introduction {
    readonly title: string;
    /** What is measured, and how. */
    readonly about: string;
    /** What the figures are compared with: another program, or the same work without a part. Without one, the goal alone counts. */
    readonly peer?: string;
}

/** By the name that `npm run bench -- --only <name>` accepts, in the order of the page. */
export const benchmarks: Readonly<Record<string, Introduction>> = {
    "added-latency": {
        title: "Latency that edge and gate add",
        about:
            "64 reused TLS connections, in alternating turns: at 500 requests a second in an open loop, and in a closed loop, in which all " +
            "processes share the cores.",
        peer: "the same requests to the model server directly",
    },
    "gate-throughput": {
        title: "Throughput of a gate",
        about: "One thread each, 64 reused TLS connections in a closed loop, mutual TLS to the same backend, by the processor time of the proxy.",
        peer: "HAProxy with a plain configuration",
    },
    "model-servers": {
        title: "Model servers",
        about:
            "One ONNX file and one protocol, in alternating rounds: 16 connections in a closed loop, latency at 150 requests a second, resident " +
            "memory after that, and the time from start to the first answer. [Conditions and analysis](model-server-performance.md).",
        peer: "MLServer and KServe's Python server",
    },
    "model-server": {
        title: "Model server and runtime",
        about: "16 reused connections with mutual TLS in a closed loop, by processor time.",
        peer: "the ONNX runtime called in a loop with the same records, without a server",
    },
    "feature-join": {
        title: "Look-up of features",
        about: "Inferences in turn over one connection through edge and gate: one names a subject, the next brings the features of that subject.",
        peer: "requests that bring the features",
    },
    overload: {
        title: "Overload",
        about: "A cell of two regions with limited servers receives up to three times its capacity in an open loop.",
    },
    "change-of-shares": {
        title: "Changing weights under load",
        about: "`pulumi up` changes the weights of releases during 500 requests a second in an open loop.",
    },
    "config-to-effect": {
        title: "From changed weights to their effect",
        about: "All weight moves from one release to the other and back, while one client sends one request after the other.",
    },
    shares: {
        title: "Assignment of subjects to releases",
        about: "20,000 fixed subjects, with a release at 10 and at 20 %.",
    },
    restart: { title: "Restart of a model server", about: "Model servers are killed one after the other." },
    "region-outage": {
        title: "Loss of a region",
        about: "Servers, or servers and gate, of a region are killed during 500 requests a second in an open loop.",
    },
    "cell-outage": {
        title: "Loss of a cell",
        about: "All regions of a cell are killed during 500 requests a second in an open loop. No request may reach another cell.",
    },
    drills: { title: "Drills", about: "Each [drill](operations/drills.md) once, with its own load." },
    alarms: {
        title: "Time to an alarm",
        about: "Failures on a stack; alarms that take hours or weeks by a simulated clock.",
    },
    hub: {
        title: "Hub and its page",
        about: "A hub over 50 regions of 5 cells, each with the metrics of a watcher of stack `local`.",
    },
    store: {
        title: "Store",
        about: "A store over three locations: writes and strong reads at a shard's home and from another region, lag, takeover and throughput.",
        peer: "the links alone, for latencies; a bare client of the store's engine, for throughput",
    },
    "no-change": {
        title: "Update without a change",
        about: "`preview` and `up` of the unchanged stack `local`.",
        peer: "the same commands with an empty program",
    },
    "first-up": {
        title: "First update",
        about: "The commands of `npm run local` and `npm run local:down`, with the tools installed.",
    },
    "killed-up": {
        title: "Killed updates",
        about: "`up` is killed at ten random moments of a creation; the next `up` has to repair the stack.",
    },
    rehearsed: {
        title: "Previews of AWS",
        about: "Previews by the real engine with fake providers, by number of regions, and of a config with a fault.",
        peer: "a program that registers the same resources without components",
    },
    policy: {
        title: "Policy pack",
        about: "Start, evaluation of 1,000 and 10,000 resources, and the part of a preview of stack `aws`.",
        peer: "AWSGuard, 30 stack policies that read one property each, and a pack without policies",
    },
    plan: {
        title: "Planning",
        about: "The plan of 100 regions in 20 cells with 10 models, with all checks, and of larger stacks.",
    },
    "component-cost": {
        title: "Cost of components",
        about: "Registering 1,000 resources through components, under mocks.",
        peer: "registering the same resources directly",
    },
    "consumer-types": {
        title: "Type-check of a program",
        about: "A program that imports the package and an adapter in addition to a cloud's SDK.",
        peer: "a program that imports the SDK alone",
    },
    "command-start": {
        title: "Start of commands",
        about: "From the start of a command to its end.",
        peer: "a Node.js process that does nothing",
    },
    "latency-model": {
        title: "Estimated round trips",
        about: "Error of the round trips that plans estimate. Nothing was fitted to these pairs.",
        peer: "round trips that Azure and IBM Cloud publish",
    },
    memory: { title: "Memory of processes", about: "Each process of stack `local` after several thousand requests." },
    "gate-memory": {
        title: "Memory of a gate",
        about: "A gate of 1, 10 and 100 models with two releases each, before any request.",
    },
    images: {
        title: "Container images",
        about: "Compressed size of a first download, and the time until a container answers.",
    },
    clusters: {
        title: "Kubernetes",
        about: "A cell of three regions, each a cluster of one node on this machine: updates, failures while weights change, memory.",
        peer: "stack `local`, for latency",
    },
};
