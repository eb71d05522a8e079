import { requestedRegion, type RequestedRegion, isInCluster } from "../clusters/requested-region";
import { exitCodes, UsageError } from "../exit";
import { momentOf } from "../moment";
import { commonOptions, readOptions } from "../options";
import { mostOf, query, queryOptions } from "../queries/ask";
import { clusterLogs, type PodLine, type WantedLines } from "../queries/cluster-logs";
import { regionBefore } from "../region";
import { styleFor } from "../style";

export const usage = `usage: meridian logs <region> --process <process> --reason <why> [-s <stack>] [--cell <cell>] [--since <time>]
                     [--until <time>] [--contains <text>] [--most <n>] [--json]
       meridian logs kubernetes:<name> --process <process> [--context <name>] …

Shows the newest lines of a process's log, unchanged, from the region that stores them. Logs leave their cell by this command only: the
user, the reason and the number of lines are in the cell's audit trail before the answer.

For a region in Kubernetes, kubectl reads the pods of the process with the rights of its user (pods, pods/log); logs of deleted pods are
not read. The access is in the audit log of the API server, which has no reasons.

      --process <process>  gate, watcher, tables, comparer, or the server of a release; for another name the answer lists those that exist
      --reason <why>       the reason, in a line of at most 300 characters; not in Kubernetes
  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell, where several have the region
      --context <name>     in Kubernetes, the context of the kubeconfig (default: existing.<region>.cluster)
      --since <time>       from this date or time in UTC on, as in 2026-01-31 or 2026-01-31T12:00
      --until <time>       up to this time
      --contains <text>    lines with this text; the audit trail records that it was set, not the text
      --most <n>           the newest n lines (default: 200, at most 1000)
      --json               the answer as JSON: { cell, region, process, lines, hasMore }; of pods, a line is { time, pod, container, line }
  -h, --help               shows this

exit codes: 0 answered; 2 refused, or the command can't be run
`;

interface Answer {
    readonly lines: readonly (string | PodLine)[];
    readonly hasMore: boolean;
}

export async function run(argv: readonly string[]): Promise<number> {
    const { region, rest } = regionBefore("logs", argv, ["kubernetes"]);
    const {
        process: of,
        since,
        until,
        contains,
        context,
        json,
        ...asked
    } = readOptions(rest, {
        ...commonOptions,
        ...queryOptions,
        process: { type: "string" },
        context: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        contains: { type: "string" },
    } as const);
    if (of === undefined) {
        throw new UsageError("say whose log with --process, as in gate");
    }
    const wanted = { process: of, since: time("since", since), until: time("until", until), contains };
    const answer: Answer = isInCluster(region, context)
        ? await ofPods(region, { ...asked, ...wanted, context })
        : ((await query("logs", region, asked, wanted)) as Answer);
    if (json) {
        process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
        return exitCodes.ok;
    }
    process.stdout.write(answer.lines.map(line => `${textOf(line)}\n`).join(""));
    if (answer.hasMore) {
        const { dim } = styleFor(process.stderr);
        process.stderr.write(
            `${dim("there is more before these; --most, --since and --until say how much is shown")}\n`,
        );
    }
    return exitCodes.ok;
}

type OfPods = RequestedRegion &
    Omit<WantedLines, "most"> & { readonly most?: string | undefined; readonly reason?: string | undefined };

async function ofPods(region: string, { cell, context, most, reason, stack, ...wanted }: OfPods) {
    if (reason !== undefined) {
        throw new UsageError(
            `--reason is for regions of this machine; in a cluster the audit log of its API server says who reads logs, and has no reasons`,
        );
    }
    const at = requestedRegion(region, { cell, context, stack });
    const lines = await clusterLogs(at, { ...wanted, most: mostOf(most) });
    return { cell: at.place.cell, region, process: wanted.process, ...lines };
}

/** Of pods, with which of them wrote it. */
function textOf(line: string | PodLine): string {
    return typeof line === "string" ? line : `${line.pod}/${line.container}: ${line.line}`;
}

function time(option: string, said: string | undefined): string | undefined {
    return said === undefined ? undefined : new Date(momentOf(option, said)).toISOString();
}
