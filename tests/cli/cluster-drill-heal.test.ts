import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import { rootCertificates } from "node:tls";

import { packageRoot } from "../../tools/package-root";
import { authority } from "../support/certificates";
import { DnsServer } from "../support/dns-server";
import { projectWith, type ScratchProject } from "./command";
import { podFiles } from "./in-pods";

/**
 * Stands for `kubectl` of a stack whose region `lis` is scaled to 0: no pod of it can be reached until it is scaled up. It writes down which verbs
 * it received, and runs here what is to run in a pod. That clusters behave so, it does not prove.
 */
const kubectl = `#!/usr/bin/env node
const fs = require("fs");
const args = process.argv.slice(2);
const [, context, , , verb, what] = args;
fs.appendFileSync("asked", [context, verb, what].join(" ") + "\\n");
const has = name => fs.existsSync(name);
const isDown = context === "lis" && !has("up");
if (verb === "get" && what === "configmap") {
    if (context === "fra" && !has("ended")) process.stdout.write(fs.readFileSync("record.json", "utf8"));
} else if (verb === "delete") fs.writeFileSync("ended", "");
else if (verb === "scale" && context === "lis" && args.includes("--replicas=2")) fs.writeFileSync("up", "");
else if (verb === "get") {
    const gate = { kind: "Deployment", metadata: { name: "gate" }, spec: { replicas: isDown ? 0 : 2 }, status: { readyReplicas: 2 } };
    process.stdout.write(JSON.stringify({ items: [gate] }));
} else if (verb === "exec" && isDown) {
    console.error("error: timed out waiting for the condition");
    process.exit(1);
} else if (verb === "exec") {
    const [node, ...program] = args.slice(args.indexOf("--") + 1).map(arg => arg.replace("/tls/", "tls/"));
    require("child_process").spawnSync(node, program, { stdio: "inherit" });
}
`;

describe("meridian drill, after one whose machine was lost", () => {
    let project: ScratchProject;
    let names: DnsServer;
    const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");

    beforeEach(async () => {
        names = await DnsServer.start();
        const owner = {
            id: "1",
            by: "ada",
            host: "lost",
            process: { pid: 1, startedAt: "1" },
            until: "2020-01-01T00:00:00Z",
        };
        const places = { "kubernetes:lis-onprem": { workloads: { "deployment/gate": 2 }, scheduled: {} } };
        const failure = { drill: "region-down", cell: "eu", region: "kubernetes:lis-onprem" };
        const data = { owner: JSON.stringify(owner), broken: JSON.stringify({ failure, entry: { places } }) };
        project = projectWith({
            "stacks/Pulumi.clusters.yaml": file("stacks/Pulumi.kubernetes.yaml"),
            "meridian.lock.json": file("meridian.lock.json"),
            "bin/kubectl": kubectl,
            "record.json": JSON.stringify({ data }),
            ...podFiles(await (await authority("cell eu")).issue()),
        });
        chmodSync(path.join(project.root, "bin/kubectl"), 0o755);
    });
    afterEach(() => {
        names.close();
        project.remove();
    });

    const drill = () =>
        project.run(["drill", "region-down", "--region", "kubernetes:lis-onprem", "--resolver", names.address], {
            PATH: `${path.join(project.root, "bin")}:${process.env.PATH!}`,
        });

    it("restores the region first, and says so, also where no drill can begin then", async () => {
        const { code, stderr, stdout } = await drill();
        assert.deepEqual([code, stdout], [2, ""], stderr);
        assert.match(
            stderr,
            /healed kubernetes:lis-onprem of cell eu, which a drill region-down by ada had left broken/,
        );
        assert.match(
            stderr,
            /the DNS server 127\.0\.0\.1:\d+ has no address of eu\.screening\.example\.com \(ENOTFOUND\); give a DNS server that has one with --resolver/,
        );
    });

    it("needs no pod of the region before", async () => {
        // Nothing listens there.
        names.set("eu.screening.example.com", ["127.0.0.1"]);
        const { code, stderr } = await drill();
        assert.equal(code, 2, stderr);
        const asked = project.read("asked").trim().split("\n");
        const first = (of: string) => asked.findIndex(line => line.startsWith(of));
        const order = [first("lis scale"), first("fra delete configmap"), first("lis exec")];
        assert.ok(order[0]! >= 0 && order[0]! < order[1]! && order[1]! < order[2]!, asked.join("\n"));
    });

    it("trusts the authority that its watchers have, and public ones", async () => {
        names.set("eu.screening.example.com", ["127.0.0.1"]);
        await drill();
        const trusted = project.read(".meridian/stacks/clusters/authorities-eu.pem");
        const all = [project.read("tls/ca.crt"), ...rootCertificates];
        assert.equal(trusted, all.map(text => `${text.trim()}\n`).join(""));
    });
});
