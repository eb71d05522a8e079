import { exitCodes, UsageError } from "../exit";
import { momentOf } from "../moment";
import { commonOptions, readOptions } from "../options";
import { query, queryOptions } from "../queries/ask";
import { regionBefore } from "../region";
import { styleFor } from "../style";

export const usage = `usage: meridian logs <region> --process <process> --reason <why> [-s <stack>] [--cell <cell>] [--since <time>]
                     [--until <time>] [--contains <text>] [--most <n>] [--json]

Shows the newest lines of a process's log, as they are, from the region that keeps them. Logs stay in their cell but for what is asked
for so: who asks, why, and how much are in the cell's audit trail before there is an answer.

      --process <process>  gate, watcher, tables, comparer, or the server of a release; another name is answered with those there are
      --reason <why>       why they are asked for, in a line of at most 300 characters
  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell, where several have the region
      --since <time>       from this date or time in UTC on, as in 2026-01-31 or 2026-01-31T12:00
      --until <time>       up to then
      --contains <text>    lines with this in them; the audit trail has that it was said, and not what
      --most <n>           the newest so many (default: 200, at most 1000)
      --json               the answer as JSON: { cell, region, process, lines, hasMore }
  -h, --help               shows this

exit codes: 0 answered; 2 refused, or the command can't be run
`;

interface Answer {
    readonly lines: readonly string[];
    readonly hasMore: boolean;
}

export async function run(argv: readonly string[]): Promise<number> {
    const { region, rest } = regionBefore("logs", argv);
    const {
        process: of,
        since,
        until,
        contains,
        json,
        ...asked
    } = readOptions(rest, {
        ...commonOptions,
        ...queryOptions,
        process: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        contains: { type: "string" },
    } as const);
    if (of === undefined) {
        throw new UsageError("say whose log with --process, as in gate");
    }
    const [from, to] = [time("since", since), time("until", until)];
    const answer = (await query("logs", region, asked, { process: of, since: from, until: to, contains })) as Answer;
    if (json) {
        process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
        return exitCodes.ok;
    }
    process.stdout.write(answer.lines.map(line => `${line}\n`).join(""));
    if (answer.hasMore) {
        const { dim } = styleFor(process.stderr);
        process.stderr.write(
            `${dim("there is more before these; --most, --since and --until say how much is shown")}\n`,
        );
    }
    return exitCodes.ok;
}

function time(option: string, said: string | undefined): string | undefined {
    return said === undefined ? undefined : new Date(momentOf(option, said)).toISOString();
}
