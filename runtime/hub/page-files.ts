import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A file of the page, ready to be sent. */
export interface PageFile {
    readonly body: Buffer;
    readonly contentType: string;
    /** All but the type and the length. */
    readonly headers: Readonly<Record<string, string>>;
}

/** Gives the file at a path of a URL (without query), or undefined where there is none. */
export type PageFiles = (pathname: string) => PageFile | undefined;

const contentTypes: Readonly<Partial<Record<string, string>>> = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
};

/**
 * The page may load its own files and send requests to its hub, nothing else: it shows messages from elsewhere, and one that became markup
 * nevertheless could neither run nor send anything. Trusted types disable `innerHTML` and similar methods, also in libraries. (Styles that
 * a script sets on an element are not inline styles for a policy.)
 */
const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
].join("; ");

const headersOfAll = {
    "content-security-policy": policy,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
};

/** Where the build puts the page: beside this file as it was built, and found from its source too. */
const built = [path.join(__dirname, "page"), path.join(__dirname, "..", "..", "dist", "runtime", "hub", "page")];

let own: PageFiles | undefined;

/** The file of the hub's page at the path of a URL (without query). Read from the build on the first request. */
export function pageFile(pathname: string): PageFile | undefined {
    own ??= pageFiles(built.find(isBuilt) ?? built[0]!);
    return own(pathname);
}

/** Where the sources are there is an `index.html` too; only a build has what that loads. */
function isBuilt(folder: string): boolean {
    return existsSync(path.join(folder, "index.html")) && existsSync(path.join(folder, "assets"));
}

/**
 * Reads the built page into memory: `/` is its HTML, `/assets/…` what that loads. Only paths of files that were there at the start
 * are answered, so that no path leads out of the folder. Throws where the page is not built.
 *
 * @param folder where the page was built to
 */
export function pageFiles(folder: string): PageFiles {
    if (!isBuilt(folder)) {
        throw new Error(`no page in ${folder}; run \`npm run build\``);
    }
    const files = new Map(
        readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap(file => {
            const name = file.split(path.sep).join("/");
            const contentType = contentTypes[path.extname(name)];
            const pathname = name === "index.html" ? "/" : `/${name}`;
            return contentType === undefined
                ? []
                : [[pathname, fileOf(name, readFileSync(path.join(folder, file)), contentType)] as const];
        }),
    );
    return pathname => files.get(pathname);
}

function fileOf(name: string, body: Buffer, contentType: string): PageFile {
    // As esbuild names them: the content's hash, so that the same name never means other content.
    const isHashed = /-[A-Z0-9]{8}\.\w+$/.test(name);
    return {
        body,
        contentType,
        headers: {
            ...headersOfAll,
            "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
            etag: `"${createHash("sha256").update(body).digest("base64url")}"`,
        },
    };
}
