import { writeFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";

import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { end } from "../support/at-end";
import { frontOf } from "./front";
import { host, namespace, prepareRegions, type Regions } from "./regions";
import { lacksClusters } from "./shared";

const usage = `npm run kubernetes

Starts two Kubernetes clusters on this machine and a service in them, a region of its cell in each, prints how to call it, and ends
everything at Ctrl-C. For work on the adapter; needs Linux, root, containerd, runc and the CNI plugins (tests/README.md).
The first time it builds the programs of the clusters, in half an hour of processor time.
`;

async function describe({ clusters, stack }: Regions): Promise<string> {
    const { address, authority } = await frontOf(clusters.fra);
    const file = path.join(stack.project, "authority.crt");
    writeFileSync(file, authority);
    const kubectl = path.join(path.dirname(await getTool("kubernetes")), "kubectl");
    const sample = path.join(packageRoot(), "stacks", "models", "screening", "sample.json");
    return [
        "",
        "Call it:",
        `  curl --cacert ${file} --resolve ${host}:443:${address} --json @${sample} \\`,
        `    https://${host}/v2/models/screening/infer`,
        "",
        "Look at a cluster:",
        ...Object.values(clusters).map(
            ({ kubeconfig }) => `  ${kubectl} --kubeconfig ${kubeconfig} get pods --namespace ${namespace}`,
        ),
        "",
        "Ctrl-C ends it.",
    ].join("\n");
}

async function main(): Promise<number> {
    if (process.argv.slice(2).some(argument => ["-h", "--help"].includes(argument))) {
        process.stdout.write(usage);
        return 0;
    }
    if (lacksClusters()) return 1;
    const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    const say = (what: string) => process.stdout.write(`${what}\n`);
    try {
        say("starting two clusters …");
        const regions = await prepareRegions();
        say("pulumi up …");
        await regions.stack.up();
        say(await describe(regions));
        await interrupted;
        say("ending …");
        return 0;
    } finally {
        await end();
    }
}

main().then(
    code => process.exit(code),
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
    },
);
