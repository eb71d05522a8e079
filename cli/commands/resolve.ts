import { emptyLock, type Lock } from "../../components/plan/config/lock";
import { columns } from "../columns";
import { exitCodes } from "../exit";
import { asJson, faultCount, printFaults } from "../fault-report";
import type { PlacedFault } from "../placed-fault";
import { shown } from "../files";
import { LockError, lockFile, readLock, textOf, writeLock } from "../lock-file";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject, type Project, stackNames } from "../project";
import { findAll } from "../resolve/find";
import { type Change, changesOf, lockOf } from "../resolve/lock-change";
import { progressOf, sizeOf } from "../resolve/progress";
import { wantedOf } from "../resolve/wanted";
import { readStack } from "../stack-config";
import { styleFor } from "../style";

export const usage = `usage: meridian resolve [-s <stack>] [--check] [--json]

Downloads the artifact of every release (file: and https:), compares it with the digest in the config, and writes the digests
to meridian.lock.json next to Pulumi.yaml. Commit that file: \`pulumi up\` deploys the bytes that it names, and no others.

  -s, --stack <name>   the releases of this stack; the lock keeps those of others (default: all stacks)
      --check          writes nothing, and ends with 1 where the lock would change
      --json           the result as JSON on standard output
  -h, --help           shows this

An https: host that requires a token receives the one in MERIDIAN_TOKEN_<HOST>, where a dot is _ and a dash is __: for
models.my-org.example it is MERIDIAN_TOKEN_MODELS_MY__ORG_EXAMPLE. It is not stored, and no other host receives it.
Certificates of your own authority: NODE_EXTRA_CA_CERTS.

JSON: { valid, changed, written, file, releases: [{ model, version, artifact, digest, bytes, state }], faults }, where state
is new, changed, unchanged, removed, or declared: the config has the digest of a source that can't be read from here.

exit codes: 0 resolved; 1 an artifact differs from the config or the lock; 2 the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, { ...commonOptions, check: { type: "boolean", default: false } });
    const project = findProject(process.cwd());
    const names = stackNames(project);
    const chosen = options.stack === undefined && names.length > 1 ? names : [chooseStack(project, options.stack)];
    const stacks = chosen.map(name => readStack(project, name));
    const others = names.filter(name => !chosen.includes(name)).map(name => readStack(project, name));
    const isPart = options.stack !== undefined;
    const { lock: before, unread } = lockBefore(project, isPart);

    const { wanted, faults: form } = wantedOf(stacks, others);
    const { resolved, faults: found } = await findAll(wanted, {
        root: project.root,
        env: process.env,
        before,
        progress: ({ model, version }) => progressOf(`${model} ${version}`, process.stderr),
    });
    const faults = [...form, ...found];
    const after = lockOf(resolved, before, isPart);
    const valid = faults.length === 0;
    const changed = unread || textOf(after) !== textOf(before);
    const written = valid && changed && !options.check;
    if (written) {
        writeLock(project, after);
    }
    const releases = changesOf(resolved, before, valid ? after : before);
    const file = shown(lockFile(project));
    if (options.json) {
        process.stdout.write(
            `${JSON.stringify({ valid, changed, written, file, releases, faults: asJson(faults) }, undefined, 2)}\n`,
        );
    } else {
        report({ releases, faults, file, changed, written });
    }
    return valid && (written || !changed) ? exitCodes.ok : exitCodes.faults;
}

/** A lock that can't be read is as good as none where all of it is resolved again. */
function lockBefore(project: Project, isPart: boolean): { readonly lock: Lock; readonly unread: boolean } {
    try {
        return { lock: readLock(project) ?? emptyLock, unread: false };
    } catch (error) {
        if (!(error instanceof LockError) || isPart) throw error;
        return { lock: emptyLock, unread: true };
    }
}

interface Outcome {
    readonly releases: readonly Change[];
    readonly faults: readonly PlacedFault[];
    readonly file: string;
    readonly changed: boolean;
    readonly written: boolean;
}

function report({ releases, faults, file, changed, written }: Outcome): void {
    const { bad, dim, good, strong } = styleFor(process.stdout);
    if (releases.length > 0) {
        const rows = releases.map(({ model, version, digest, bytes, state }) => [
            model,
            version,
            digest?.slice(0, "sha256:".length + 12) ?? "",
            bytes === undefined ? "" : sizeOf(bytes),
            state,
        ]);
        const [head = "", ...lines] = columns(["model", "version", "digest", "size", "state"], rows);
        process.stdout.write(`${[dim(head), ...lines].join("\n")}\n`);
    }
    if (faults.length > 0) {
        printFaults(faults);
        process.stderr.write(`${faultCount(faults)}; ${file} is left as it was\n`);
    } else if (written) {
        process.stdout.write(`${strong(file)}: ${good("written")}\n`);
    } else if (releases.every(({ state }) => state === "declared")) {
        process.stdout.write(`${strong(file)}: not needed, the config says every digest\n`);
    } else {
        const state = changed ? bad("out of date; run `meridian resolve`") : good("up to date");
        process.stdout.write(`${strong(file)}: ${state}\n`);
    }
}
