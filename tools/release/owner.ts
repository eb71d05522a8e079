/**
 * The owner of the repository on GitHub, the only place to change it: `package.json` and the workflow of a release are compared with it. A placeholder
 * until the repository has one.
 */
export const owner = "OWNER";

/** Stands for an owner in a repository that has none yet. No release is made with it. */
export const placeholder = "OWNER";

/** What `package.json` says of the repository of an owner (docs.npmjs.com/cli/configuring-npm/package-json). */
export function fieldsOf(owner: string) {
    const page = `https://github.com/${owner}/meridian`;
    return {
        homepage: `${page}#readme`,
        repository: { type: "git", url: `git+${page}.git` },
        bugs: `${page}/issues`,
    };
}
