import { createHash } from "node:crypto";
import {
    copyFileSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { answerOf, runLogged } from "../../command";
import type { Progress } from "../../progress";
import { architectures, type Architecture } from "../architecture";
import { authorities, debianNames, debianPackage, editions, type DebianName } from "./debian-packages";
import { committed, committedLicense, images, type DebianPin, type Pins } from "./pins";

/** The stable release. A later one is a change of this line, with the pins that follow from it. */
const release = { release: "trixie", number: "13" };
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const suites = [
    ["debian", release.release],
    ["debian", `${release.release}-updates`],
    ["debian-security", `${release.release}-security`],
] as const;

/** Takes the newest files of the release, which apt verifies by the archive's signatures, and commits them to the repository's folder. */
export async function updateDebian(progress: Progress): Promise<Pins["debian"]> {
    const work = mkdtempSync(join(tmpdir(), "meridian-debian-"));
    try {
        const packages = Object.fromEntries(debianNames.map(name => [name, {}])) as Record<
            DebianName,
            Partial<Record<Architecture | "all", DebianPin>>
        >;
        rmSync(join(images(), "debian"), { recursive: true, force: true });
        for (const architecture of architectures) {
            const apt = await aptFor(architecture, join(work, architecture), progress);
            for (const name of debianNames) {
                packages[name][editions(name, architecture)] = await take(apt, name, architecture);
            }
        }
        return { ...release, packages };
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
}

interface Apt {
    /** Gets a package's file and unpacks it. */
    unpack(name: string): Promise<{ readonly file: string; readonly folder: string }>;
}

/** An apt with sources, lists and an architecture of its own: what the machine has installed and trusts does not count. */
async function aptFor(architecture: Architecture, work: string, progress: Progress): Promise<Apt> {
    for (const folder of ["lists/partial", "archives/partial", "got", "unpacked"])
        mkdirSync(join(work, folder), { recursive: true });
    const sources = join(work, "sources.list");
    const log = join(work, "log");
    writeFileSync(
        sources,
        suites
            .map(([part, suite]) => `deb [signed-by=${keyring}] http://deb.debian.org/${part} ${suite} main\n`)
            .join(""),
    );
    const options = [
        ...["Architecture", "Architectures"].map(key => `APT::${key}=${architecture}`),
        `Dir::Etc::sourcelist=${sources}`,
        "Dir::Etc::sourceparts=/dev/null",
        `Dir::State::lists=${join(work, "lists")}`,
        "Dir::State::status=/dev/null",
        `Dir::Cache=${work}`,
        // As root apt would change to a user that can't write here.
        "APT::Sandbox::User=root",
    ].flatMap(option => ["-o", option]);
    const apt = (...args: string[]) =>
        runLogged({ program: "apt-get", args: [...options, ...args], cwd: join(work, "got"), log }).catch(
            (error: unknown) => {
                const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-3).join("\n  ");
                throw new Error(
                    `Debian's ${args.join(" ")} failed:\n  ${lines}\nrun it on Debian with apt, gpgv and debian-archive-keyring`,
                    { cause: error },
                );
            },
        );
    await progress.step(`reading Debian's index for ${architecture}`, () => apt("update", "--error-on=any"));
    return {
        async unpack(name) {
            await apt("download", name);
            const file = readdirSync(join(work, "got")).find(each => each.startsWith(`${name}_`))!;
            const folder = join(work, "unpacked", name);
            await runLogged({ program: "dpkg-deb", args: ["-x", join(work, "got", file), folder], log });
            return { file: join(work, "got", file), folder };
        },
    };
}

async function take(apt: Apt, name: DebianName, architecture: Architecture): Promise<DebianPin> {
    const { file, folder } = await apt.unpack(name);
    const files = debianPackage(name)
        .files(architecture)
        .map(({ from, to }) => {
            const path = committed(editions(name, architecture), to);
            mkdirSync(dirname(path), { recursive: true });
            if (from === authorities) writeFileSync(path, joined(join(folder, from)));
            else copyFileSync(join(folder, from), path);
            return [to, sha256(path)] as const;
        });
    const copyright = committedLicense(name);
    mkdirSync(dirname(copyright), { recursive: true });
    copyFileSync(await copyrightIn(apt, folder, name), copyright);
    const version = await field(file, "Version");
    return {
        version,
        source: (await field(file, "Source")) || name,
        sha256: sha256(file),
        files: Object.fromEntries(files),
    };
}

/** Packages of one source may share the text: then the folder is a link to another package's. */
async function copyrightIn(apt: Apt, folder: string, name: string): Promise<string> {
    const documents = join(folder, "usr/share/doc", name);
    if (!lstatSync(documents).isSymbolicLink()) return join(documents, "copyright");
    const shared = readlinkSync(documents);
    return join((await apt.unpack(shared)).folder, "usr/share/doc", shared, "copyright");
}

/** One after the other by their names, as Debian's own `update-ca-certificates` does. */
function joined(folder: string): string {
    const files = readdirSync(folder).filter(file => file.endsWith(".crt"));
    return files
        .sort()
        .map(file => readFileSync(join(folder, file), "utf8").trimEnd() + "\n")
        .join("");
}

const field = async (file: string, name: string) => ((await answerOf("dpkg-deb", ["-f", file, name])) ?? "").trim();

const sha256 = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
