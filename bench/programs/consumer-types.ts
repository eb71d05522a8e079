import { execFile } from "node:child_process";
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { packageRoot } from "../../tools/package-root";
import type { Benchmark } from "../harness/benchmark";
import { repeat } from "../harness/repeat";

const runs = 5;

const sdk = 'import * as aws from "@pulumi/aws";\nexport const bucket = new aws.s3.Bucket("b");\n';
const programs = {
    alone: sdk,
    with: `${sdk}import { RegionalServing } from "pulumi-meridian";\nimport { local } from "pulumi-meridian/local";\nexport const both = [RegionalServing, local];\n`,
} as const;

export const consumerTypes: Benchmark = {
    description:
        "type-checking a program that imports the package and an adapter beside a cloud's SDK, against the SDK alone",
    goal: "at most 1.1 times the time and the memory",
    async run() {
        const project = await consumer();
        const pairs = await repeat(runs, async () => ({
            alone: await checked(project, "alone"),
            with: await checked(project, "with"),
        }));
        const ratio = { unit: "times", goal: { atMost: 1.1 } } as const;
        return [
            { name: "type-check of the SDK alone", unit: "s", values: pairs.map(({ alone }) => alone.seconds) },
            { name: "type-check with the package", unit: "s", values: pairs.map(pair => pair.with.seconds) },
            {
                name: "time, to the SDK alone",
                ...ratio,
                values: pairs.map(pair => pair.with.seconds / pair.alone.seconds),
            },
            { name: "memory of the SDK alone", unit: "MiB", values: pairs.map(({ alone }) => alone.mebibytes) },
            { name: "memory with the package", unit: "MiB", values: pairs.map(pair => pair.with.mebibytes) },
            {
                name: "memory, to the SDK alone",
                ...ratio,
                values: pairs.map(pair => pair.with.mebibytes / pair.alone.mebibytes),
            },
        ];
    },
};

/** A project that has what the packed package has, as its users' compilers see it. */
async function consumer(): Promise<string> {
    const root = packageRoot();
    const project = await mkdtemp(path.join(tmpdir(), "consumer-"));
    await mkdir(path.join(project, "node_modules", "@pulumi"), { recursive: true });
    await mkdir(path.join(project, "node_modules", "@types"));
    const { stdout } = await promisify(execFile)("npm", ["pack", "--json", "--pack-destination", project], {
        cwd: root,
    });
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [{ filename: string }];
    await promisify(execFile)("tar", ["xf", filename], { cwd: project });
    await symlink(path.join(project, "package"), path.join(project, "node_modules", "pulumi-meridian"));
    for (const name of ["@pulumi/aws", "@pulumi/pulumi", "@types/node", "typescript", "zod"]) {
        await symlink(path.join(root, "node_modules", name), path.join(project, "node_modules", name));
    }
    for (const [name, text] of Object.entries(programs)) {
        await writeFile(path.join(project, `${name}.ts`), text);
    }
    return project;
}

/** What the compiler says of itself. */
async function checked(project: string, name: keyof typeof programs): Promise<{ seconds: number; mebibytes: number }> {
    const tsc = path.join(packageRoot(), "node_modules", "typescript", "bin", "tsc");
    const options = [
        "--noEmit",
        "--strict",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "--skipLibCheck",
        "--types",
        "node",
    ];
    const { stdout } = await promisify(execFile)("node", [tsc, ...options, "--extendedDiagnostics", `${name}.ts`], {
        cwd: project,
    });
    const figure = (title: string) => Number(new RegExp(`^${title}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
    return { seconds: figure("Total time"), mebibytes: figure("Memory used") / 1024 };
}
