import { type DrillName, drillNames, drills } from "../../components/watch/drills/drills";
import { NotPossible, type Rehearsable } from "../../components/watch/drills/operations";
import { audited } from "../drill/audited";
import { orderOf } from "../drill/order";
import { progress } from "../drill/progress";
import { published } from "../drill/published";
import { list, listJson, report } from "../drill/report";
import { resultOf } from "../drill/result";
import { writeResult } from "../drill/result-file";
import { type Order, runDrill } from "../drill/run";
import { exitCodes, ProjectError } from "../exit";
import { rehearsableOn } from "../operations";
import { commonOptions, readOptions, readSubcommand } from "../options";
import { chooseStack, findProject } from "../project";

export const usage = `usage: meridian drill [--json]
       meridian drill <name> [-s <stack>] [--cell <cell>] [--region <region>] [--seconds <n>]
                             [--heal-seconds <n>] [--rate <n>] [--samples <file>] [--token-file <file>]
                             [--resolver <address>] [--json]

Rehearses an outage of a running stack: breaks something for a while under its own load, heals it, and reports how long it took until
all requests were answered correctly again (RTO), the age of the oldest acknowledged write that was lost (RPO), and which requests
failed, were slow, wrong, or answered outside of their cell. Without a name it lists the drills.

${drillNames.map(name => `  ${name.padEnd(18)}${drills[name].about}`).join("\n")}

  -s, --stack <name>       the stack (default: the only one)
      --cell <cell>        in this cell (default: the first that has what the drill needs)
      --region <region>    of this region, as in local:eu-west or kubernetes:fra-onprem (default: the cell's first)
      --seconds <n>        duration of the outage (default: that of the drill)
      --heal-seconds <n>   limit for the stack to recover after that (default: 90; in clusters 240)
      --rate <n>           requests per second in each cell (default: 50)
      --samples <file>     requests to the first model: a request, or a list of { "request": … }
                           (default: sample.json or samples.json beside its releases, where those are files)
      --token-file <file>  a file with the bearer token, where clients need one
      --resolver <address> the DNS server that resolves the names of cells in clusters, as 10.0.0.53 or 10.0.0.53:5353
                           (default: that of this system)
      --json               the result as JSON on standard output
  -h, --help               shows this

While it runs, the clients of the stack experience the outage, too. In a cell with tables it writes items whose keys begin with
meridian-drill-, and deletes them afterwards. Whatever ends it, it heals first; after a kill -9 the next drill, evacuation or
\`npm run local\` does. In clusters it uses kubectl with the rights of its user; the next drill heals from any machine.

The result is stored below .meridian/stacks/<stack>/drills, as JSON and as a page. JSON: { drill, cell, region, at, passed,
rtoSeconds, rpoSeconds, requests, failed, slow, leaked, service, stack, what, release, perSecond, figures, changed,
findings: [{ expected, found, isMet }], reasons, slowMs, latestMs, moments, timeline, file, page }

exit codes: 0 all expectations of the drill and the objectives of meridian:recovery are met; 1 one is missed; 2 it can't be run,
or the stack is not healthy; 130 interrupted, and healed
`;

export async function run(argv: readonly string[]): Promise<number> {
    if (argv.every(word => word === "--json")) {
        process.stdout.write(argv.length > 0 ? `${JSON.stringify(listJson(), undefined, 2)}\n` : `${list()}\n`);
        return exitCodes.ok;
    }
    const { name, rest } = readSubcommand("drill", argv, drillNames);
    return drill(name, rest);
}

async function drill(name: DrillName, argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, {
        ...commonOptions,
        cell: { type: "string" },
        region: { type: "string" },
        seconds: { type: "string" },
        "heal-seconds": { type: "string" },
        rate: { type: "string" },
        samples: { type: "string" },
        "token-file": { type: "string" },
        resolver: { type: "string" },
    } as const);
    const project = findProject(process.cwd());
    const stack = chooseStack(project, options.stack);
    const note = progress();
    const { isHealed, rehearsable: operations } = await rehearsableOn(project, stack, options, note);
    const order = { ...orderOf(name, options, operations.stack), justHealed: isHealed };
    const release = await aloneOn(operations, order);
    const over = new AbortController();
    const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
    let ended: number | undefined;
    for (const [signal, code] of Object.entries(signals)) {
        process.on(signal, () => {
            if (ended === undefined) note("interrupted: healing first");
            ended ??= code;
            over.abort();
        });
    }
    try {
        const outcome = await audited(operations, order, note, () => runDrill(operations, order, note, over.signal));
        const result = resultOf(order, { service: operations.stack.service, stack }, outcome);
        const files = writeResult(operations.stack.results, result);
        if (options.json) process.stdout.write(`${JSON.stringify({ ...result, ...files }, undefined, 2)}\n`);
        else report(result, files);
        await published(operations, result, note);
        return result.passed ? exitCodes.ok : exitCodes.faults;
    } catch (error) {
        // All other errors are reported too: a failure may remain in place.
        if (ended === undefined || !isAbort(error)) throw error;
        note("healed");
        return ended;
    } finally {
        await release();
    }
}

/** For what comes before, after and between, in seconds. */
const besideSeconds = 600;

async function aloneOn(operations: Rehearsable, { healSeconds, seconds }: Pick<Order, "healSeconds" | "seconds">) {
    try {
        return await operations.alone(seconds + healSeconds + besideSeconds);
    } catch (error) {
        throw error instanceof NotPossible ? new ProjectError(error.message) : error;
    }
}

function isAbort(error: unknown): boolean {
    return error instanceof Error && error.name === "AbortError";
}
