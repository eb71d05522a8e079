import { askedRegion, type AskedRegion, isInCluster } from "../clusters/asked-region";
import { exitCodes, UsageError } from "../exit";
import { commonOptions, readOptions } from "../options";
import { type Asked, mostOf, query, queryOptions, reasonOf } from "../queries/ask";
import { clusterSamples } from "../queries/cluster-samples";
import { regionBefore } from "../region";
import { styleFor } from "../style";

export const usage = `usage: meridian samples <region> --model <model> --version <version> --reason <why> [-s <stack>] [--cell <cell>]
                        [--most <n>] [--json]
       meridian samples kubernetes:<name> --model <model> --version <version> --reason <why> [--context <name>] …

Shows some of what a release was asked in a region, with its answers, the newest first: what observability.samples keeps in the memory
of its server there. That is as protected as what models are asked. Who asks, why, and how much are in the cell's audit trail before
there is an answer.

Of a region in Kubernetes, kubectl asks the region's watcher, by the rights of its user (deployments, pods, pods/exec). Who asks, of which
release, how much and why are in the audit log of the API server, where its policy has requests of pods/exec.

      --model <model>      the model
      --version <version>  the release
      --reason <why>       why they are asked for, in a line of at most 300 characters
  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell, where several have the region
      --context <name>     in Kubernetes, the context of the kubeconfig (default: existing.<region>.cluster)
      --most <n>           the newest so many (default: 200, at most 1000)
      --json               the answer as JSON: { cell, region, model, version, kept, samples: [{ time, request, answer }] }
  -h, --help               shows this

Without --json each sample is a line of JSON.

exit codes: 0 answered; 2 refused, or the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { region, rest } = regionBefore("samples", argv, ["kubernetes"]);
    const { model, version, context, json, ...asked } = readOptions(rest, {
        ...commonOptions,
        ...queryOptions,
        context: { type: "string" },
        model: { type: "string" },
        version: { type: "string" },
    } as const);
    if (model === undefined || version === undefined) {
        throw new UsageError("say of which release with --model and --version");
    }
    const answer = isInCluster(region, context)
        ? await ofPods(region, model, version, { ...asked, context })
        : ((await query("samples", region, asked, { model, version })) as { samples: readonly unknown[] });
    const text = json
        ? JSON.stringify(answer, undefined, 2)
        : answer.samples.map(sample => JSON.stringify(sample)).join("\n");
    process.stdout.write(text === "" ? "" : `${text}\n`);
    return exitCodes.ok;
}

async function ofPods(
    region: string,
    model: string,
    version: string,
    { most, reason, ...asked }: AskedRegion & Pick<Asked, "most" | "reason">,
) {
    const wanted = { model, version, most: mostOf(most), reason: reasonOf(reason) };
    const at = askedRegion(region, asked);
    const { kept, missing, samples } = await clusterSamples(at, wanted);
    for (const one of missing) {
        process.stderr.write(
            `${styleFor(process.stderr).dim(`a server did not answer, and its samples are missing: ${one}`)}\n`,
        );
    }
    return { cell: at.place.cell, region, model, version, kept, samples };
}
