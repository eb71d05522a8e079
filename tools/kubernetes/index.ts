import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { goBuild } from "../go";
import type { Tool } from "../tool";

const VERSION = "1.34.4";
const [MAJOR, MINOR] = VERSION.split(".") as [string, string, string];

/** One program, which runs as the one by whose name it is called: what they share, which is most of them, is linked once. The last two are not of its releases. */
const ofKubernetes = [
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
    "kube-proxy",
    "kubectl",
    "kube-network-policies",
    "metrics-server",
] as const;

/** Programs of a cluster, in the directory of the tool. containerd, runc and the CNI plugins are the system's own. */
export type ClusterProgram = (typeof ofKubernetes)[number] | (typeof others)[number];

const others = ["etcd", "coredns"] as const;

const sources = [
    ...["kubernetes/main", "kubernetes/network_policies"],
    ...others.map(program => `${program}/main`),
].map(file => `kubernetes/programs/${file}.go`);
const version = "k8s.io/component-base/version.git";

/** The programs of a Kubernetes cluster, for tests. It is never one on PATH: no release of Kubernetes has a program of this name. */
export const kubernetes: Tool = {
    name: "kubernetes",
    minimum: VERSION,
    versionArgs: ["--version"],
    version: VERSION,
    recipe: ["kubernetes/go.mod", "kubernetes/go.sum", ...sources],
    building: `building the programs of Kubernetes ${VERSION}, ten minutes of a processor the first time`,
    install: "install Go 1.26 or later (https://go.dev/dl) and let it reach a module proxy",
    async build(into, log) {
        const bin = join(into, "bin");
        mkdirSync(bin);
        await goBuild(
            {
                module: "kubernetes",
                package: "./programs/...",
                variables: {
                    [`${version}Version`]: `v${VERSION}`,
                    [`${version}Major`]: MAJOR,
                    [`${version}Minor`]: MINOR,
                },
                minimumGo: "1.26.0",
            },
            bin,
            into,
            log,
        );
        for (const name of ofKubernetes) symlinkSync("kubernetes", join(bin, name));
    },
};
