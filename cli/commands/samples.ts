import { exitCodes, UsageError } from "../exit";
import { commonOptions, readOptions } from "../options";
import { query, queryOptions } from "../queries/ask";
import { regionBefore } from "../region";

export const usage = `usage: meridian samples <region> --model <model> --version <version> --reason <why> [-s <stack>] [--cell <cell>]
                        [--most <n>] [--json]

Shows some of what a release was asked in a region, with its answers, the newest first: what observability.samples keeps in the memory
of its server there. That is as protected as what models are asked. Who asks, why, and how much are in the cell's audit trail before
there is an answer.

      --model <model>      the model
      --version <version>  the release
      --reason <why>       why they are asked for, in a line of at most 300 characters
  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell, where several have the region
      --most <n>           the newest so many (default: 200, at most 1000)
      --json               the answer as JSON: { cell, region, model, version, kept, samples: [{ time, request, answer }] }
  -h, --help               shows this

Without --json each sample is a line of JSON.

exit codes: 0 answered; 2 refused, or the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { region, rest } = regionBefore("samples", argv);
    const { model, version, json, ...asked } = readOptions(rest, {
        ...commonOptions,
        ...queryOptions,
        model: { type: "string" },
        version: { type: "string" },
    } as const);
    if (model === undefined || version === undefined) {
        throw new UsageError("say of which release with --model and --version");
    }
    const answer = (await query("samples", region, asked, { model, version })) as { samples: readonly unknown[] };
    const text = json
        ? JSON.stringify(answer, undefined, 2)
        : answer.samples.map(sample => JSON.stringify(sample)).join("\n");
    process.stdout.write(text === "" ? "" : `${text}\n`);
    return exitCodes.ok;
}
