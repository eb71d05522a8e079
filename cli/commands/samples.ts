import { requestedRegion, type RequestedRegion, isInCluster } from "../clusters/requested-region";
import { exitCodes, UsageError } from "../exit";
import { commonOptions, readOptions } from "../options";
import { type Asked, mostOf, query, queryOptions, reasonOf } from "../queries/ask";
import { clusterSamples } from "../queries/cluster-samples";
import { regionBefore } from "../region";
import { styleFor } from "../style";

export const usage = `usage: meridian samples <region> --model <model> --version <version> --reason <why> [-s <stack>] [--cell <cell>]
                        [--most <n>] [--json]
       meridian samples kubernetes:<name> --model <model> --version <version> --reason <why> [--context <name>] …

Shows samples of the requests to a release in a region, with the responses, the newest first: those that observability.samples keeps in
the memory of its server there. They are as sensitive as the requests themselves. The user, the reason and the number of samples are in
the cell's audit trail before the answer.

For a region in Kubernetes, kubectl queries the region's watcher with the rights of its user (deployments, pods, pods/exec). The user, the
release, the number and the reason are in the audit log of the API server if its policy records requests of pods/exec.

      --model <model>      the model
      --version <version>  the release
      --reason <why>       the reason, in a line of at most 300 characters
  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        of this cell, where several have the region
      --context <name>     in Kubernetes, the context of the kubeconfig (default: existing.<region>.cluster)
      --most <n>           the newest n samples (default: 200, at most 1000)
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
    { most, reason, ...asked }: RequestedRegion & Pick<Asked, "most" | "reason">,
) {
    const wanted = { model, version, most: mostOf(most), reason: reasonOf(reason) };
    const at = requestedRegion(region, asked);
    const { kept, missing, samples } = await clusterSamples(at, wanted);
    for (const one of missing) {
        process.stderr.write(
            `${styleFor(process.stderr).dim(`a server did not answer, and its samples are missing: ${one}`)}\n`,
        );
    }
    return { cell: at.place.cell, region, model, version, kept, samples };
}
