import { doByHand } from "../by-hand/by-hand";
import { exitCodes } from "../exit";

export const usage = `usage: meridian evacuate <region> [-s <stack>] [--cell <cell>] [--json]

Takes a region out of traffic by hand, without a failed request: routers and other gates go elsewhere, what is under way is answered,
and clients that keep a connection are asked to come anew. It stays out, whatever is measured, until \`meridian return\` brings it back.
The last region of a cell that serves can't be evacuated. Both ends are in the cell's audit trail.

Of a region in Kubernetes, kubectl has a watcher of the cell do it, and asks the cell's hub, by the rights of its user (deployments, pods,
pods/exec) in the contexts existing.<region>.cluster. Who does it is in the audit log of the API server, where its policy has requests of
pods/exec.

  -s, --stack <name>   the stack (default: the only one)
      --cell <cell>    of this cell, where several have the region
      --json           the outcome as JSON on standard output: { cell, region, changed, status }
  -h, --help           shows this

exit codes: 0 the region gets no new request; 2 it can't be evacuated, or the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { json, ...outcome } = await doByHand(
        "evacuate",
        {
            via: "evacuate",
            begun: "routers are told to go elsewhere",
            already: "it was evacuated already",
            isDone: status => status === "evacuated",
        },
        argv,
    );
    process.stdout.write(
        json
            ? `${JSON.stringify(outcome, undefined, 2)}\n`
            : `${outcome.region} is evacuated; \`npx meridian return ${outcome.region}\` brings it back\n`,
    );
    return exitCodes.ok;
}
