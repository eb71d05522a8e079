import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../tools/package-root";

/** A project with one dynamic resource, which takes `seconds` to make, laid out as this package's own program is. */
export function scratchProject(name: string) {
    const root = mkdtempSync(join(tmpdir(), `meridian-${name}-`));
    const write = (file: string, text: string) => {
        writeFileSync(join(root, file), text);
    };
    mkdirSync(join(root, "stacks"));
    symlinkSync(join(packageRoot(), "node_modules"), join(root, "node_modules"));
    write("package.json", '{ "name": "scratch" }\n');
    write(
        "tsconfig.run.json",
        '{ "compilerOptions": { "module": "node16", "noCheck": true }, "ts-node": { "transpileOnly": true } }\n',
    );
    write("Pulumi.yaml", project);
    write("stacks/index.ts", program);
    const config = (seconds: number) => {
        write("stacks/Pulumi.local.yaml", stackFile(seconds));
    };
    config(0);
    return {
        root,
        config,
        remove: () => {
            rmSync(root, { recursive: true, force: true });
        },
    };
}

const project = `name: scratch
main: stacks/
stackConfigDir: stacks
runtime:
  name: nodejs
  options:
    typescript: true
    tsconfig: ../tsconfig.run.json
`;

/** With what the engine would write in another form: a comment, a flow mapping, quotes. */
export const stackFile = (seconds: number) => `# why this stack
config:
  scratch:seconds: "${seconds}"
  scratch:cells:
    - { name: eu, regions: [local:eu-west] }
`;

const program = `import * as pulumi from "@pulumi/pulumi";

const provider: pulumi.dynamic.ResourceProvider = {
    async create(inputs: { seconds: number }) {
        await new Promise(resolve => setTimeout(resolve, inputs.seconds * 1000));
        return { id: "made", outs: inputs };
    },
};
class Slow extends pulumi.dynamic.Resource {}

const config = new pulumi.Config();
const seconds = Number(config.require("seconds"));
new Slow(provider, \`takes-\${seconds}\`, { seconds });

export const secret = pulumi.secret("a secret of the stack");
export const cells = config.requireObject<{ name: string }[]>("cells").map(({ name }) => ({
    name,
    url: \`https://\${name}.example.com:8443\`,
    regions: ["local:eu-west", "local:eu-central"],
    models: [{ name: "screening", traffic: [{ version: "1.0.0", percent: 90 }, { version: "2.0.0", percent: 10 }] }],
    caFile: ".meridian/ca.pem",
    resolve: \`\${name}.example.com:8443:127.0.0.1\`,
    sample: "stacks/sample.json",
}));
`;
