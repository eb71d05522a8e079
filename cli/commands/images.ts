import { check } from "../images/check";
import { lock } from "../images/lock";
import { push } from "../images/push";
import { readSubcommand } from "../options";

export const usage = `usage: meridian images push --to <registry> [--to <registry> …] [--from <layout>] [--json]
       meridian images lock [--from <layout>] [--json]
       meridian images check [-s <stack>] [--account <id>] [--json]

push copies the images of the runtime to <registry>/runtime, <registry>/gate and so on, with the lists of their software, and writes
their digests to meridian.lock.json beside Pulumi.yaml. Commit that: \`pulumi up\` deploys the images that it names, and no others.
lock writes the digests alone, for images that another program copies: those of the release of this version, or of a layout.
check requests each image of a stack from the registry of each region, as its tasks pull it.

      --to <registry>    <host>[:<port>][/<path>]; several get the same images
      --from <layout>    an OCI image layout (default: push: what \`npm run images\` has built; lock: none)
  -s, --stack <name>     the stack (default: the only one)
      --account <id>     the account that stands for {account} in cells that name no role
      --json             the result as JSON on standard output
  -h, --help             shows this

Logins are those of \`crane auth login\` and \`docker login\`.

JSON: push: { registries, images: { <image>: <digest> }, file }; lock: the same without registries; check: { complete, images: [{ cell, region, image, found, state, reason }] },
where state is there, missing, refused (the login) or unreachable, and faults where the config has some

exit codes: 0 pushed, written, or every image is there; 1 some are missing, or the config has faults; 2 the command can't be run, or a registry
refuses the login or does not answer
`;

const subcommands = { push, lock, check } as const;

export function run(argv: readonly string[]): number | Promise<number> {
    const { name, rest } = readSubcommand("images", argv, ["push", "lock", "check"]);
    return subcommands[name](rest);
}
