import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { packageRoot } from "../../tools/package-root";
import { Rehearsal } from "./rehearsal";
import { type CloudFault, ways } from "./stand-in/faults";

const usage = `usage: npm run rehearse -- <stack> [--preview] [--policy <pack>] [--state <file>] [--fail <fault>]... [--json] [--keep]

Runs a stack of this repository (stacks/Pulumi.<stack>.yaml) under the real engine, with a fake provider where clouds would be: no account,
no credentials, no network, no cost. It shows what would be made, and in which order; what the fake provider doesn't prove, its source says
(tests/rehearsal/stand-in/main.ts).

      --preview       what an update would do; without it, an update, and another one that must find nothing to do
      --policy <pack> has a policy pack look at it: the directory of one
      --state <file>  writes the stack's state there, as \`pulumi stack export\` does
      --fail <fault>  something that goes wrong: type=<type>,region=<region>,how=<refuse|throttle|half|down|slow|untold>[,times=<n>][,ms=<n>]
      --json          the engine's own JSON on standard output
      --keep          keeps the rehearsal below .meridian/rehearsals, so that the next one goes on from it
  -h, --help          shows this

exit codes: 0 it went well; 1 the engine failed, or the second update found something to do; 2 it can't be run
`;

class UsageError extends Error {}

async function main(argv: readonly string[]): Promise<number> {
    const { values, positionals } = parseArgs({
        args: [...argv],
        allowPositionals: true,
        options: {
            preview: { type: "boolean" },
            policy: { type: "string" },
            state: { type: "string" },
            fail: { type: "string", multiple: true },
            json: { type: "boolean" },
            keep: { type: "boolean" },
            help: { type: "boolean", short: "h" },
        },
    });
    if (values.help) {
        process.stdout.write(usage);
        return 0;
    }
    const [stack, ...more] = positionals;
    if (stack === undefined || more.length > 0) throw new UsageError("name one stack");
    const file = path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`);
    if (!existsSync(file)) throw new UsageError(`there is no ${path.relative(process.cwd(), file)}`);
    if (values.policy !== undefined && !existsSync(path.join(values.policy, "PulumiPolicy.yaml"))) {
        throw new UsageError(`there is no policy pack in ${values.policy}`);
    }
    const policy = values.policy === undefined ? [] : ["--policy-pack", path.resolve(values.policy)];
    const faults = (values.fail ?? []).map(faultOf);
    const kept = path.join(packageRoot(), ".meridian", "rehearsals", stack);
    const rehearsal = await Rehearsal.prepare(
        stack,
        readFileSync(file, "utf8"),
        values.keep ? { directory: kept } : {},
    );
    try {
        rehearsal.fail(...faults);
        const json = values.json ? ["--json"] : [];
        const show = { output: "inherit" } as const;
        const own = ["--stack", stack];
        if (values.preview)
            return (await rehearsal.engine.run(["preview", ...policy, ...json, ...own], show)).exitCode && 1;
        const updated = await rehearsal.engine.run(
            ["up", "--yes", "--skip-preview", "--continue-on-error", ...policy, ...json, ...own],
            show,
        );
        if (values.state !== undefined)
            await rehearsal.engine.ask(["stack", "export", "--file", path.resolve(values.state), ...own]);
        if (updated.exitCode !== 0) return 1;
        const again = await rehearsal.run("up", "--yes", "--skip-preview", "--expect-no-changes");
        process.stderr.write(again.exitCode === 0 ? "a second update finds nothing to do\n" : again.output);
        return again.exitCode === 0 ? 0 : 1;
    } finally {
        if (!values.keep) await rehearsal.dispose();
    }
}

/** `type=aws:ecs/service:Service,region=eu-west-1,how=refuse` */
function faultOf(text: string): CloudFault {
    const pairs = text.split(",").map(pair => pair.split(/=(.*)/s, 2) as [string, string | undefined]);
    const { type, region, how, times, ms, ...others } = Object.fromEntries(pairs) as Partial<Record<string, string>>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
        throw new UsageError(`--fail knows no ${unknown}; there are type, region, how, times, ms`);
    const way = ways.find(each => each === how);
    if (way === undefined) throw new UsageError(`--fail ${text}: how is one of ${ways.join(", ")}`);
    return {
        how: way,
        ...(type !== undefined && { type }),
        ...(region !== undefined && { region }),
        ...(times !== undefined && { times: Number(times) }),
        ...(ms !== undefined && { ms: Number(ms) }),
    };
}

main(process.argv.slice(2)).then(
    code => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
        process.exitCode = 2;
    },
);
