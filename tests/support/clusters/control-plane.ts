import { Resolver } from "node:dns/promises";
import path from "node:path";

import { until } from "../until";
import type { Api } from "./api";
import { apiServer, controllerManager, etcd, scheduler } from "./commands";
import { users } from "./credentials";
import { coreDns, dnsManifests } from "./dns";
import type { Machine } from "./machine";
import { metricsApi, metricsCertificate, metricsManifests, metricsServer } from "./metrics";
import { networkPolicyManifests } from "./network-policies";
import type { ClusterPlan, Command } from "./plan";

/** How long a program may take until it serves: a few seconds where the processors are free. */
export const STARTED_WITHIN_MS = 120_000;

/** What a cluster runs beside its nodes, on its first machine. */
export class ControlPlane {
    private readonly programs = new Map<string, Command>();

    private constructor(
        private readonly plan: ClusterPlan,
        private readonly machine: Machine,
    ) {}

    /** Returns once the cluster's objects and names are served. */
    static async start(plan: ClusterPlan, machine: Machine, api: Api): Promise<ControlPlane> {
        const control = new ControlPlane(plan, machine);
        const tokenKey = plan.credentials.tokenKey();
        const { ca } = await plan.credentials.files(users.admin);
        control.run("etcd", etcd(plan));
        control.run("kube-apiserver", await apiServer(plan, tokenKey));
        await control.until("the API server is ready", () => api.isReady());
        control.run("kube-controller-manager", await controllerManager(plan, tokenKey, ca));
        control.run("kube-scheduler", await scheduler(plan));
        await api.apply(...dnsManifests(plan), ...networkPolicyManifests());
        control.run("coredns", await coreDns(plan));
        await control.until("names are known", () => isNamed(plan.address));
        return control;
    }

    /** Ends the API server at once. Pods run on, and what was stored stays. */
    killApiServer(): Promise<void> {
        return this.machine.kill("kube-apiserver");
    }

    /** Starts it again. */
    async startApiServer(api: Api): Promise<void> {
        this.run("kube-apiserver", this.programs.get("kube-apiserver")!);
        await this.until("the API server is ready", () => api.isReady());
    }

    /** Replaces its programs by those of another version in a directory, the API server first, as versions may differ (kubernetes.io/releases/version-skew-policy). */
    async upgrade(bin: string, api: Api): Promise<void> {
        for (const program of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]) {
            await this.machine.kill(program);
            this.run(program, { ...this.programs.get(program)!, program: path.join(bin, program) });
            await this.until(`${program} runs, and the API server is ready`, () => api.isReady());
        }
    }

    /** Starts what measures pods. Returns once the API server answers for it. */
    async startMetrics(api: Api): Promise<void> {
        const certificate = await metricsCertificate(this.plan);
        this.run("metrics-server", await metricsServer(this.plan, certificate));
        await api.apply(...metricsManifests(this.plan, certificate));
        await this.until("metrics are served", async () => {
            const { status } = await api.get<ApiService>(metricsApi);
            return status?.conditions?.some(({ status, type }) => type === "Available" && status === "True") ?? false;
        });
    }

    /** Polls until the condition holds. Throws where a program has ended. */
    private async until(what: string, condition: () => Promise<boolean>): Promise<void> {
        const holds = () => {
            const ended = [...this.programs.keys()].find(program => !this.machine.runs(program));
            if (ended !== undefined) throw new Error(`${ended} has ended`);
            return condition();
        };
        await until(what, holds, STARTED_WITHIN_MS);
    }

    private run(program: string, command: Command): void {
        this.machine.run(program, { ...command, log: path.join(this.plan.directory, `${program}.log`) });
        this.programs.set(program, command);
    }
}

interface ApiService {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Whether DNS answers for the API server. */
async function isNamed(address: string): Promise<boolean> {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    resolver.setServers([address]);
    return resolver.resolve4("kubernetes.default.svc.cluster.local").then(
        found => found.length > 0,
        () => false,
    );
}
