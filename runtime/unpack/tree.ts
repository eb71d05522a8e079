import { mostEntries, mostNameBytes, mostPathBytes } from "../../components/plan/serving/archives";
import type { Entry } from "./entries";
import type { BytesLimit } from "./limits";
import { realPath } from "./links";
import { pathIn } from "./names";
import { shown, UnpackRefused } from "./refused";

/** What an entry becomes below the directory. */
export type Node =
    | { readonly kind: "directory" }
    | { readonly kind: "file"; readonly size: number; readonly executable: boolean; readonly modified: Date }
    | { readonly kind: "link"; readonly target: string }
    | { readonly kind: "hard link"; readonly file: string };

export type Placed = Node & { readonly path: string };

/** The tree that an archive's entries make, each checked before it is written: nothing lies outside, and no name is there twice. */
export class Tree {
    private readonly nodes = new Map<string, Node>([["", { kind: "directory" }]]);
    private total = 0;
    private nameBytes = 0;

    constructor(private readonly limit: BytesLimit) {}

    /** Bytes of all files. */
    get bytes(): number {
        return this.total;
    }

    /** All but the directory itself. */
    get size(): number {
        return this.nodes.size - 1;
    }

    /** What an entry becomes, after the directories above it that no entry has named; nothing where it is there already. */
    add(entry: Entry): Placed[] {
        const path = pathIn(entry.name);
        const there = this.nodes.get(path);
        if (there !== undefined) {
            if (there.kind === "directory" && entry.kind === "directory") return [];
            throw refused(entry, "is there twice", "pack each file once, without --append");
        }
        const above = this.directoriesAbove(entry, path);
        const made = [...above, { ...this.nodeOf(entry), path }];
        for (const { path, ...node } of made) {
            this.nodes.set(path, node);
            this.nameBytes += Buffer.byteLength(path) + (node.kind === "link" ? Buffer.byteLength(node.target) : 0);
        }
        if (this.size > mostEntries) {
            throw new UnpackRefused(`the archive has more than ${mostEntries} entries`, "pack fewer files");
        }
        if (this.nameBytes > mostNameBytes) {
            throw new UnpackRefused(
                `the archive's paths and link targets have more than ${mostNameBytes} bytes`,
                "use shorter paths, or pack fewer files",
            );
        }
        return made;
    }

    /** Links by their paths, each of which leads to something in the tree. Throws where one does not. */
    links(): { readonly path: string; readonly target: string }[] {
        const links = this.of("link");
        for (const { path, target } of links) {
            const found = realPath(path, at => this.nodes.get(at));
            if ("problem" in found) {
                throw new UnpackRefused(
                    `the archive's link ${shown(path)} to ${shown(target)} ${found.problem}`,
                    dereference,
                );
            }
        }
        return links;
    }

    /** Directories, each before those in it. */
    directories(): string[] {
        return this.of("directory").map(({ path }) => path);
    }

    private of<K extends Node["kind"]>(kind: K): (Extract<Node, { kind: K }> & { readonly path: string })[] {
        return [...this.nodes].flatMap(([path, node]) =>
            node.kind === kind ? [{ ...(node as Extract<Node, { kind: K }>), path }] : [],
        );
    }

    private directoriesAbove(entry: Entry, path: string): (Node & { readonly path: string })[] {
        const parts = path.split("/").slice(0, -1);
        return parts.flatMap((_, i) => {
            const at = parts.slice(0, i + 1).join("/");
            const node = this.nodes.get(at);
            if (node !== undefined && node.kind !== "directory") {
                throw refused(
                    entry,
                    `lies below ${shown(at)}, which is no directory`,
                    "pack each file once, without --append",
                );
            }
            return node === undefined ? [{ path: at, kind: "directory" as const }] : [];
        });
    }

    private nodeOf(entry: Entry): Node {
        switch (entry.kind) {
            case "directory":
                return { kind: "directory" };
            case "link":
                return { kind: "link", target: targetOf(entry) };
            case "hard link":
                return { kind: "hard link", file: this.linked(entry) };
            case "file":
                this.total += entry.size;
                if (this.total > this.limit.bytes) throw this.limit.exceeded();
                return { kind: "file", size: entry.size, executable: entry.executable, modified: entry.modified };
        }
    }

    /** The file that a hard link is another name of: one that came before. */
    private linked(entry: Entry): string {
        const at = pathIn(entry.target);
        const node = this.nodes.get(at);
        if (node?.kind === "hard link") return node.file;
        if (node?.kind === "file") return at;
        throw refused(
            entry,
            `is a hard link to ${shown(entry.target)}, which is no file that comes before it`,
            "pack with --hard-dereference",
        );
    }
}

const dereference = "pack what links point to in place of them: tar --dereference";

/** A link's target as it can be written. Where it leads is known at the end. */
function targetOf(entry: Entry): string {
    const { target } = entry;
    if (target === "") throw refused(entry, "is a link without a target", dereference);
    if (Buffer.byteLength(target) > mostPathBytes) {
        throw refused(entry, `is a link whose target has more than ${mostPathBytes} bytes`, dereference);
    }
    if (/\p{Cc}/u.test(target)) throw refused(entry, "is a link whose target has a control character", dereference);
    return target;
}

function refused({ name }: Entry, problem: string, remedy: string): UnpackRefused {
    return new UnpackRefused(`the archive's entry ${shown(name)} ${problem}`, remedy);
}
