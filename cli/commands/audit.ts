import { show } from "../audit/show";
import { verify } from "../audit/verify";
import { exitCodes } from "../exit";
import { readSubcommand } from "../options";

export const usage = `usage: meridian audit show [-s <stack>] [--cell <cell>] [--region <region>] [--subject <subject>] [--since <time>]
                           [--last <n>] [--json]
       meridian audit verify [-s <stack>] [--cell <cell>] [--json]

Shows the changes of models, data rules and config in each region of a running stack, with the user, and the begin and end of
drills and evacuations; or verifies that no entry of that trail was changed, removed, moved, repeated or inserted.

  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell alone
      --json               the result as JSON on standard output
  -h, --help               shows this

Filters of show:
      --region <region>    entries of this region, as in local:eu-west
      --subject <subject>  of this kind: model, data-rule, config, traffic, logs or samples
      --since <time>       from this date or time in UTC on, as in 2026-01-31 or 2026-01-31T12:00
      --last <n>           the last n of these

verify detects changes by anyone without write access to all locations of the cell. Half a line at the end, or an anchor that is
one entry behind, is what a killed process leaves: it is a note, not a finding.

JSON of show: { stack, whole, entries: [{ seq, time, cell, region, actor: { user, host }, via, phase, subject, what, detail,
previous, hash }] }; of verify: { stack, whole, cells: [{ cell, log, whole, entries, last: { seq, time, hash },
findings: [{ kind, line, anchor, what, remedy }], notes: [{ kind, line, anchor, what }] }] }.

exit codes: 0 all trails are verified; 1 a trail has findings; 2 the command can't be run
`;

const subcommands = { show, verify } as const;

export function run(argv: readonly string[]): number | Promise<number> {
    if (argv.length === 0) {
        process.stderr.write(usage);
        return exitCodes.failed;
    }
    const { name, rest } = readSubcommand("audit", argv, ["show", "verify"]);
    return subcommands[name](rest);
}
