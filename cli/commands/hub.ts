import { dashboard } from "../../components/watch/metrics/dashboard";
import type { ServiceState } from "../../components/watch/state";
import { hubInCluster } from "../clusters/place";
import { columns } from "../columns";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { ClusterHub } from "../hub/cluster-hub";
import type { Hub, OpenHub } from "../hub/hub";
import { HubClient } from "../hub/hub-client";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject, type Project } from "../project";
import { planStack } from "../read-plan";
import { styleFor } from "../style";
import { isUp } from "../watched";

export const usage = `usage: meridian hub [-s <stack>] [--cell <cell>] [--context <name>] [--json]
       meridian hub --grafana

Shows the state of a running service in all its regions, and an address that opens its page in a browser. The address works once,
within a minute. Commands query the hub over a socket that only the stack's owner can open. Prometheus scrapes it at /metrics with
a key as a bearer token, a new one each time the hub starts (.meridian/stacks/<stack>/watched.json names its file).

In Kubernetes each cell has a hub. kubectl connects to it with the rights of its user (pods/exec, pods/portforward), and the address
works until Ctrl-C.

  -s, --stack <name>   the stack (default: the only one)
      --cell <cell>    in Kubernetes, the cell, where there are several
      --context <name> in Kubernetes, the context of the kubeconfig (default: existing.<region>.cluster of the hub's region)
      --json           the state as JSON on standard output, and no address
      --grafana        a dashboard over the hub's metrics, as Grafana imports it; works without a stack
  -h, --help           shows this

exit codes: 0 no alarm is active; 1 an alarm is active; 2 the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, {
        ...commonOptions,
        cell: { type: "string" },
        context: { type: "string" },
        grafana: { type: "boolean", default: false },
    } as const);
    if (options.grafana) {
        process.stdout.write(`${JSON.stringify(dashboard(), undefined, 2)}\n`);
        return exitCodes.ok;
    }
    const project = findProject(process.cwd());
    const hub = hubOf(project, chooseStack(project, options.stack), options);
    const state = JSON.parse(asked(await hub.ask("GET", "/api/state"))) as ServiceState;
    const isAlarmed = state.alarms.some(({ until }) => until === undefined);
    if (options.json) {
        process.stdout.write(`${JSON.stringify(state, undefined, 2)}\n`);
    } else {
        process.stdout.write(`${text(state)}\n\n`);
        // First: where there is none, nothing is left open.
        const { ticket } = JSON.parse(asked(await hub.ask("POST", "/api/tickets"))) as { ticket: string };
        const { address, held } = await hub.open();
        process.stdout.write(`${address}?ticket=${ticket}\n`);
        if (held !== undefined) await lasting(held);
    }
    return isAlarmed ? exitCodes.faults : exitCodes.ok;
}

/** The one on this machine, or that of a cell in a cluster. */
function hubOf(project: Project, stack: string, { cell, context }: { cell?: string; context?: string }): Hub {
    if (isUp(project, stack) && cell === undefined && context === undefined) return HubClient.of(project, stack);
    const planned = planStack(project, stack);
    if (planned.faults !== undefined) {
        throw new ProjectError(`the config of stack ${stack} is not right; run \`meridian validate --stack ${stack}\``);
    }
    const place = hubInCluster(planned.plan, cell);
    if (place !== undefined) return new ClusterHub({ ...place, ...(context !== undefined && { context }) });
    if (cell !== undefined || context !== undefined) {
        throw new UsageError("--cell and --context are for cells in Kubernetes, of which the stack has none");
    }
    return HubClient.of(project, stack);
}

/** Until the address is no more, or Ctrl-C. */
async function lasting({ close, ended }: NonNullable<OpenHub["held"]>): Promise<void> {
    process.stderr.write("until Ctrl-C\n");
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
    await ended;
}

function asked({ status, text }: { readonly status: number; readonly text: string }): string {
    if (status !== 200) {
        throw new ProjectError(`the hub answers ${status}: ${text.trim()}`);
    }
    return text;
}

/** A hub that is older than this command doesn't say what is elsewhere. */
type PrintedState = Omit<ServiceState, "elsewhere"> & Partial<Pick<ServiceState, "elsewhere">>;

function text({ regions, alarms, elsewhere = [] }: PrintedState): string {
    const { bad, dim, good } = styleFor(process.stdout);
    const rows = regions.map(({ cell, region, status, requestsPerSecond, errorRatio, p50Ms, p99Ms, lagSeconds }) => [
        cell,
        region,
        status,
        requestsPerSecond.toFixed(1),
        figure(errorRatio, ratio => `${(ratio * 100).toFixed(2)} %`),
        figure(p50Ms, ms => `${ms.toFixed(1)} ms`),
        figure(p99Ms, ms => `${ms.toFixed(1)} ms`),
        figure(lagSeconds, seconds => `${seconds.toFixed(1)} s`),
    ]);
    const [head = "", ...lines] = columns(["CELL", "REGION", "STATUS", "REQ/S", "ERRORS", "P50", "P99", "LAG"], rows);
    const on = alarms.filter(({ until }) => until === undefined);
    const reported = on.map(({ severity, message, since }) => `${bad(severity)} ${message} ${dim(`since ${since}`)}`);
    const others = elsewhere.map(
        ({ cloud, regions, url }) =>
            `${cloud}: ${regions.map(({ cell, region }) => `${cell} ${region}`).join(", ")}, shown ${url === undefined ? "in its console" : `at ${url}`}`,
    );
    return [dim(head), ...lines, ...others, "", ...(on.length === 0 ? [good("no alarm is on")] : reported)].join("\n");
}

function figure(value: number | undefined, said: (value: number) => string): string {
    return value === undefined ? "–" : said(value);
}
