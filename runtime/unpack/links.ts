/** As many as Linux follows (path_resolution(7)). */
const mostHops = 40;

/** What a path of the tree is, as far as links go. */
type Known = { readonly kind: string; readonly target?: string } | undefined;

/**
 * Where a link leads, with all links on its path followed: what a text alone says of `..` is wrong below a link to a directory.
 */
export function realPath(
    link: string,
    nodeAt: (path: string) => Known,
): { readonly path: string } | { readonly problem: string } {
    const found: string[] = [];
    const left = link.split("/");
    for (let hops = 0; ;) {
        const part = left.shift();
        if (part === undefined) return { path: found.join("/") };
        if (part === "" || part === ".") continue;
        if (part === "..") {
            if (found.pop() === undefined) return { problem: "leads out of the directory" };
            continue;
        }
        found.push(part);
        const node = nodeAt(found.join("/"));
        if (node === undefined) return { problem: "leads to nothing" };
        if (node.target !== undefined) {
            if (node.target.startsWith("/")) return { problem: "leads out of the directory" };
            if (++hops > mostHops) return { problem: "leads back to itself" };
            found.pop();
            left.unshift(...node.target.split("/"));
        } else if (node.kind !== "directory" && left.length > 0) {
            return { problem: "leads to nothing" };
        }
    }
}
