import { doByHand } from "../by-hand/by-hand";
import { exitCodes } from "../exit";

export const usage = `usage: meridian return <region> [-s <stack>] [--cell <cell>] [--json]

Returns a region to traffic that \`meridian evacuate\` took out. A region that is unhealthy stays out until it recovers. Begin and end are in
the cell's audit trail. In Kubernetes this uses kubectl, as \`meridian evacuate\` does.

  -s, --stack <name>   the stack (default: the only one)
      --cell <cell>    of this cell, where several have the region
      --json           the outcome as JSON on standard output: { cell, region, changed, status }
  -h, --help           shows this

exit codes: 0 the region is no longer evacuated; 2 the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { json, ...outcome } = await doByHand(
        "return",
        {
            via: "return",
            begun: "routers may come again",
            already: "it was not evacuated",
            isDone: status => status !== "evacuated",
        },
        argv,
    );
    process.stdout.write(
        json ? `${JSON.stringify(outcome, undefined, 2)}\n` : `${outcome.region} is back: ${outcome.status}\n`,
    );
    return exitCodes.ok;
}
