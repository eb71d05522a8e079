import { answerOf } from "../../command";
import { isAtLeast } from "../../version";
import { architectures, names, type Architecture } from "../architecture";
import { fetchTarball } from "./npm-tarball";
import type { NpmPin, Pins } from "./pins";
import { readTarball } from "./tarball";

/**
 * The newest Node of the newest line with long-term support. Which lines have it, Node's own change log says, in the head of its table: a
 * line begins as `Current` and gets the name `LTS '<code name>'` half a year later.
 */
export async function newestNode(): Promise<Pins["node"]> {
    const published = await Promise.all(architectures.map(architecture => versionsOf(nodeName(architecture))));
    // Both are published by themselves: only what both have is one version of an image.
    const common = published[0]!.filter(version => published.every(versions => versions.includes(version)));
    const lines = [...new Set(common.map(line))].filter(major => major % 2 === 0).sort((a, b) => b - a);
    for (const major of lines) {
        const version = newest(common.filter(each => line(each) === major));
        const pins = await Promise.all(architectures.map(each => pinOf(nodeName(each), version)));
        if (!(await isLongTerm(pins[0]!))) continue;
        return Object.fromEntries(architectures.map((each, index) => [each, pins[index]!])) as Record<
            Architecture,
            NpmPin
        >;
    }
    throw new Error(`no line of Node with long-term support is on npm; found: ${lines.join(", ")}`);
}

/** Where the package's file is and what it must be, as the registry says. */
export async function pinOf(name: string, version: string): Promise<NpmPin> {
    return { name, version, integrity: await view<string>(`${name}@${version}`, "dist.integrity") };
}

const nodeName = (architecture: Architecture) => `node-linux-${names[architecture].npm}`;

const versionsOf = async (name: string) =>
    (await view<string[]>(name, "versions")).filter(version => /^\d+\.\d+\.\d+$/.test(version));

const line = (version: string) => Number(version.split(".")[0]);

const newest = (versions: readonly string[]) =>
    versions.reduce((best, version) => (isAtLeast(version, best) ? version : best));

async function isLongTerm(pin: NpmPin): Promise<boolean> {
    const files = await readTarball(await fetchTarball(pin), file => file === "package/CHANGELOG.md");
    return Buffer.from(files.get("package/CHANGELOG.md") ?? [])
        .toString("utf8", 0, 1000)
        .includes("<th>LTS ");
}

async function view<T>(spec: string, field: string): Promise<T> {
    const answer = await answerOf("npm", ["view", spec, field, "--json", "--loglevel", "silent"]);
    if (answer === undefined || answer.trim() === "") throw new Error(`npm knows no ${field} of ${spec}`);
    return JSON.parse(answer) as T;
}
