import { doByHand } from "../by-hand/by-hand";
import { exitCodes } from "../exit";

export const usage = `usage: meridian evacuate <region> [-s <stack>] [--cell <cell>] [--json]

Takes a region out of traffic manually, without a failed request: routers and other gates use other regions, requests in progress are
answered, and clients with open connections are asked to reconnect. The region stays out, whatever is measured, until \`meridian return\`.
The last serving region of a cell can't be evacuated. Begin and end are in the cell's audit trail.

For a region in Kubernetes, kubectl instructs a watcher of the cell and queries the cell's hub with the rights of its user (deployments,
pods, pods/exec) in the contexts existing.<region>.cluster. The user is in the audit log of the API server if its policy records requests
of pods/exec.

  -s, --stack <name>   the stack (default: the only one)
      --cell <cell>    of this cell, where several have the region
      --json           the outcome as JSON on standard output: { cell, region, changed, status }
  -h, --help           shows this

exit codes: 0 the region receives no new requests; 2 it can't be evacuated, or the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { json, ...outcome } = await doByHand(
        "evacuate",
        {
            via: "evacuate",
            begun: "routers are notified",
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
