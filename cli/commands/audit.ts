import { show } from "../audit/show";
import { verify } from "../audit/verify";
import { exitCodes } from "../exit";
import { readSubcommand } from "../options";

export const usage = `usage: meridian audit show [-s <stack>] [--cell <cell>] [--region <region>] [--subject <subject>] [--since <time>]
                           [--last <n>] [--json]
       meridian audit verify [-s <stack>] [--cell <cell>] [--json]

Shows who changed which model, data rule or config in which region of a stack that is up, and what began and ended its drills
and evacuations; or verifies that no entry of that record was changed, removed, moved, repeated or put in.

  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell alone
      --json               the result as JSON on standard output
  -h, --help               shows this

Of what is shown:
      --region <region>    what was done in this region, as in local:eu-west
      --subject <subject>  about this: model, data-rule, config, traffic, logs or samples
      --since <time>       from this date or time in UTC on, as in 2026-01-31 or 2026-01-31T12:00
      --last <n>           the last so many of these

Verifying finds what was done to a trail by who can't write to all places of its cell. Half a line at the end, or an anchor that
is one entry behind, is what a killed process leaves: it is noted, and is no finding.

JSON of show: { stack, whole, entries: [{ seq, time, cell, region, actor: { user, host }, via, phase, subject, what, detail,
previous, hash }] }; of verify: { stack, whole, cells: [{ cell, log, whole, entries, last: { seq, time, hash },
findings: [{ kind, line, anchor, what, remedy }], notes: [{ kind, line, anchor, what }] }] }.

exit codes: 0 all verifies; 1 something is wrong with a trail; 2 the command can't be run
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
