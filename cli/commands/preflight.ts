import { cellsOn, policiesFor } from "../../components/adapters/aws/operations/permissions";
import { preflight, PreflightError } from "../../components/adapters/aws/operations/preflight";
import { exitCodes, ProjectError } from "../exit";
import { asJson, faultCount, printFaults } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { policiesJson } from "../preflight/policies";
import { progressOn } from "../preflight/progress";
import { tableOf } from "../preflight/table";
import { chooseStack, findProject } from "../project";
import { planStack } from "../read-plan";

export const usage = `usage: meridian preflight [-s <stack>] [--json]
       meridian preflight --permissions [-s <stack>]

Reads the accounts of AWS that a stack names, with the credentials that an update would use, and reports whether an update can succeed:
the identity and the roles of cells, their permissions (by simulation), service quotas at the largest scale of the config, machines with
GPUs in the zones of each region, images, the DNS zone and its delegation, and the keys and certificates in existing. It creates and
changes nothing. What it can't find out is unknown, and never a pass. Other clouds are not checked.

It needs clients of the AWS SDK, which the project installs; without them the command prints the \`npm install\` that adds them.

      --permissions    prints the policies that each identity of an update needs, as JSON; reads no account, and needs no network
  -s, --stack <name>   the stack (default: the only one)
      --json           the result as JSON on standard output
  -h, --help           shows this

JSON: { stack, file, ready, faults, checks: [{ check, cell, region, account, status, found, needed, remedy, details }] }, where status is
pass, warning, unknown or fail, and ready is false if one failed. With --permissions: { stack, file, faults, identities: [{ role, cells,
policies: [{ name, characters, policy }], preflight: { name, characters, policy } }] }, where role is null for the identity that runs the
engine, policies are for updates, and preflight is for this command. A policy has at most 6,144 characters, as a managed policy.

exit codes: 0 no check failed; 1 some failed, or the config has faults; 2 the command can't be run, or AWS does not accept the credentials
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { json, permissions, stack } = readOptions(argv, {
        ...commonOptions,
        permissions: { type: "boolean", default: false },
    } as const);
    const project = findProject(process.cwd());
    const planned = planStack(project, chooseStack(project, stack), { toBuild: true });
    const of = { stack: planned.stack.stack, file: planned.stack.file };
    const print = (value: object) =>
        void process.stdout.write(`${JSON.stringify({ ...of, ...value }, undefined, 2)}\n`);
    if (planned.faults !== undefined) {
        const nothing = permissions ? { identities: [] } : { ready: false, checks: [] };
        if (json || permissions) print({ ...nothing, faults: asJson(planned.faults) });
        printFaults(planned.faults);
        process.stderr.write(`${of.file}: ${faultCount(planned.faults)}\n`);
        return exitCodes.faults;
    }
    if (cellsOn(planned.plan).length === 0) {
        throw new ProjectError(
            `${of.file} has no cell with a region on aws, and preflight reads aws only; choose a stack with regions aws:<region> by --stack`,
        );
    }
    if (permissions) {
        print({ faults: [], identities: policiesJson(policiesFor(planned)) });
        return exitCodes.ok;
    }
    const progress = progressOn(process.stderr);
    const rows = await preflight(planned, { onProgress: progress.on })
        .catch((error: unknown) => {
            throw error instanceof PreflightError ? new ProjectError(error.message, { cause: error }) : error;
        })
        .finally(progress.done);
    const ready = rows.every(({ status }) => status !== "fail");
    if (json) print({ ready, faults: [], checks: rows });
    else process.stdout.write(tableOf(of.stack, rows));
    return ready ? exitCodes.ok : exitCodes.faults;
}
