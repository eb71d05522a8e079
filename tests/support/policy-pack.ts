import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
    AnalyzeRequest,
    type AnalyzeResponse,
    AnalyzerProviderResource,
    AnalyzerPropertyDependencies,
    AnalyzerResource,
    AnalyzerResourceOptions,
    AnalyzeStackRequest,
    ConfigureAnalyzerRequest,
    EnforcementLevel,
    PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What an engine tells a pack of a resource. */
export interface Reported {
    readonly urn: string;
    readonly type: string;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly provider?: Readonly<Record<string, unknown>>;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** What a pack says of a resource. */
export interface Diagnostic {
    readonly policy: string;
    readonly urn: string;
    readonly message: string;
    readonly level: "advisory" | "mandatory";
}

/** A pack, as an engine starts it and asks it: the SDK's own server, in a process of its own. */
export class PackProcess {
    private constructor(
        private readonly child: ChildProcess,
        private readonly client: AnalyzerClient,
        /** Milliseconds until it could be asked. */
        readonly startMs: number,
    ) {}

    /** `config` is what the stack's own config says, by namespaced keys. */
    static async start(directory: string, config: Readonly<Record<string, unknown>> = {}): Promise<PackProcess> {
        const begun = performance.now();
        const run = createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
        const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]));
        const child = spawn(process.execPath, [run, "127.0.0.1:1", "."], {
            cwd: directory,
            env: { ...process.env, PULUMI_CONFIG: JSON.stringify(texts) },
            stdio: ["ignore", "pipe", "inherit"],
        });
        const [port] = (await Promise.race([
            once(child.stdout, "data"),
            once(child, "exit").then(([code]) => {
                throw new Error(`the pack has ended with ${String(code)}`);
            }),
        ])) as [Buffer];
        const startMs = performance.now() - begun;
        const most = 400 * 1024 * 1024;
        const client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure(), {
            "grpc.max_receive_message_length": most,
            "grpc.max_send_message_length": most,
        });
        return new PackProcess(child, client, startMs);
    }

    /** Policies' config, as `--policy-pack-config` gives it. */
    async configure(config: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<void> {
        const request = new ConfigureAnalyzerRequest();
        for (const [policy, { enforcementLevel, ...properties }] of Object.entries(config)) {
            const said = new PolicyConfig();
            const { ADVISORY, DISABLED, MANDATORY } = EnforcementLevel;
            const levels: Record<string, EnforcementLevel> = { advisory: ADVISORY, disabled: DISABLED };
            said.setEnforcementlevel(levels[String(enforcementLevel)] ?? MANDATORY);
            said.setProperties(struct(properties));
            request.getPolicyconfigMap().set(policy, said);
        }
        await answered(done => this.client.configure(request, done));
    }

    /** What a resource's own policies say. */
    async analyze(resource: Reported): Promise<Diagnostic[]> {
        const request = requestOf(new AnalyzeRequest(), resource);
        return diagnosticsIn(await answered<AnalyzeResponse>(done => this.client.analyze(request, done)));
    }

    /** Has remedies look at a resource. */
    async remediate(resource: Reported): Promise<void> {
        const request = requestOf(new AnalyzeRequest(), resource);
        await answered(done => this.client.remediate(request, done));
    }

    /** What policies of the whole stack say. */
    async analyzeStack(resources: readonly Reported[]): Promise<Diagnostic[]> {
        const request = new AnalyzeStackRequest();
        request.setResourcesList(
            resources.map(resource => {
                const reported = requestOf(new AnalyzerResource(), resource);
                for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
                    const said = new AnalyzerPropertyDependencies();
                    said.setUrnsList([...urns]);
                    reported.getPropertydependenciesMap().set(property, said);
                }
                return reported;
            }),
        );
        return diagnosticsIn(await answered<AnalyzeResponse>(done => this.client.analyzeStack(request, done)));
    }

    /** The most that it has had in memory, in MiB. */
    peakMebibytes(): number {
        const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
        return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    }

    async stop(): Promise<void> {
        this.client.close();
        if (this.child.exitCode !== null) return;
        this.child.kill("SIGKILL");
        await once(this.child, "exit");
    }
}

function answered<T>(ask: (done: (error: ServiceError | null, answer: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
        ask((error, answer) => {
            if (error === null) resolve(answer);
            else reject(error);
        });
    });
}

function struct(value: Readonly<Record<string, unknown>>): Struct {
    // What has no value is left out, as the engine does.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}

function requestOf<T extends AnalyzeRequest | AnalyzerResource>(request: T, reported: Reported): T {
    const { properties, provider, type, urn } = reported;
    request.setUrn(urn);
    request.setType(type);
    request.setName(urn.split("::").at(-1)!);
    request.setProperties(struct(properties));
    request.setOptions(new AnalyzerResourceOptions());
    if (provider !== undefined) {
        const said = new AnalyzerProviderResource();
        said.setType(`pulumi:providers:${type.split(":")[0]!}`);
        said.setProperties(struct(provider));
        said.setUrn(`${urn}-provider`);
        said.setName("provider");
        request.setProvider(said);
    }
    return request;
}

function diagnosticsIn(answer: AnalyzeResponse): Diagnostic[] {
    return answer.getDiagnosticsList().map(said => ({
        policy: said.getPolicyname(),
        urn: said.getUrn(),
        message: said.getMessage(),
        level: said.getEnforcementlevel() === EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    }));
}
