import { isDeepStrictEqual } from "node:util";

import { fieldsOf, placeholder } from "./owner";

/** What a release consists of, as the files of the commit have it. */
export interface Candidate {
    readonly owner: string;
    /** `package.json`. */
    readonly manifest: Readonly<Record<string, unknown>> & { readonly version: string };
    /** `images.json`. */
    readonly images: {
        readonly version: string;
        readonly images: Readonly<Record<string, { readonly digest: string }>>;
    };
    /** Digests of `meridian.lock.json`, by image. */
    readonly locked: Readonly<Record<string, string>>;
    /** `CHANGELOG.md`. */
    readonly changelog: string;
    /** Names of files of `.changeset` that are changes. */
    readonly changes: readonly string[];
    /** The tag that the release is made from, without it in a check before there is one. */
    readonly tag?: string;
}

/** The notes of a version: its section of the changelog, without the heading. Empty where it has none. */
export function notesOf(changelog: string, version: string): string {
    const lines = changelog.split("\n");
    const begin = lines.indexOf(`## ${version}`);
    if (begin < 0) return "";
    const length = lines.slice(begin + 1).findIndex(line => line.startsWith("## "));
    return lines
        .slice(begin + 1, length < 0 ? undefined : begin + 1 + length)
        .join("\n")
        .trim();
}

/** What a release would get wrong, one line each, with the remedy. */
export function problemsOf(candidate: Candidate): string[] {
    return checks.flatMap(check => check(candidate));
}

const checks: readonly ((candidate: Candidate) => readonly string[])[] = [
    ({ owner }) =>
        owner === placeholder
            ? [`the owner of the repository is the placeholder "${placeholder}"; set it in tools/release/owner.ts`]
            : [],
    ({ manifest, owner }) =>
        Object.entries(fieldsOf(owner))
            .filter(([name, value]) => !isDeepStrictEqual(manifest[name], value))
            .map(
                ([name, value]) =>
                    `package.json: "${name}" is of another repository, expected ${JSON.stringify(value)}`,
            ),
    ({ changes }) =>
        changes.map(name => `.changeset/${name}: this change is in no version; run \`npm run release:version\``),
    ({ changelog, manifest: { version } }) =>
        notesOf(changelog, version) === ""
            ? [`CHANGELOG.md has no notes of ${version}; run \`npm run release:version\``]
            : [],
    ({ images, manifest: { version } }) =>
        images.version === version
            ? []
            : [
                  `images.json is of ${images.version}, and package.json of ${version}; run \`npm run images -- --release\``,
              ],
    ({ images: { images }, locked }) =>
        Object.entries(images)
            .filter(([name, { digest }]) => locked[name] !== digest)
            .map(
                ([name]) =>
                    `meridian.lock.json has another digest of image ${name} than images.json; run \`npx meridian images lock\``,
            ),
    ({ manifest: { version }, tag }) =>
        tag === undefined || tag === `v${version}`
            ? []
            : [`the tag is ${tag}, and the version of package.json ${version}; expected the tag v${version}`],
];
