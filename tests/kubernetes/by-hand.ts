import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import type { Cluster } from "../support/clusters/cluster";
import { getTool } from "../../tools";

interface Job {
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Starts Jobs of CronJobs of a namespace, by the commands that the documentation shows. */
export class ByHand {
    constructor(
        private readonly cluster: Cluster,
        private readonly namespace: string,
    ) {}

    /** Waits for the end of the Job. `set`: variables, as in `REPLACE=true`. */
    async run(cronJob: string, job: string, ...set: readonly string[]) {
        const made = `kubectl create job ${job} --from=cronjob/${cronJob}`;
        await this.shell(
            set.length === 0
                ? made
                : `${made} --dry-run=client --output yaml | kubectl set env --local --filename - --output yaml ${set.join(" ")} | kubectl create --filename -`,
        );
        const ref = { apiVersion: "batch/v1", kind: "Job", metadata: { name: job, namespace: this.namespace } };
        const hasEnded = ({ status: { conditions = [] } }: Job) =>
            conditions.filter(({ status, type }) => status === "True" && (type === "Complete" || type === "Failed"));
        const ended = await this.cluster.api.until<Job>(`${job} has ended`, ref, found => hasEnded(found).length > 0);
        const log = await this.shell(`kubectl logs --selector job-name=${job} --tail=-1`);
        return { succeeded: hasEnded(ended).some(({ type }) => type === "Complete"), log };
    }

    private async shell(command: string): Promise<string> {
        const tools = path.dirname(await getTool("kubernetes"));
        const { PATH = "" } = process.env;
        const env = { ...process.env, PATH: `${tools}:${PATH}`, KUBECONFIG: this.cluster.kubeconfig };
        const inNamespace = command.replaceAll("kubectl ", `kubectl --namespace ${this.namespace} `);
        const { stdout } = await promisify(execFile)("sh", ["-c", inNamespace], { env });
        return stdout;
    }
}
