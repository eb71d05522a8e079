/** What AWS calls a thing: `arn:aws:<service>:<region>:<account>:<what>`. */
const arn = /^arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2,4}(?:-[a-z]+)+-\d):/;
/** Hosts of services say a region, too: `<id>.execute-api.eu-west-1.amazonaws.com`. A name of a host is of 253 characters at most. */
const host = /^(?:[a-z0-9]+:\/\/)?([a-z0-9.-]{1,253})(?::\d+)?(?:[/?#,]|$)/;
const ofHost = /(?:^|\.)([a-z]{2,4}(?:-[a-z]+)+-\d)\.(?:[a-z0-9-]+\.)*(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;
const isHost = /^[a-z0-9.-]+\.(amazonaws\.(com|eu)|on\.aws)$/;

/**
 * What is in a thing is called by the thing's name and more; buckets have ARNs without a region, and URLs of their own; what answers by a
 * URL is named by its host.
 */
export function spellings(name: string): string[] {
    const bare = name.replace(/^(arn:aws[a-z-]*:s3:::|s3:\/\/)/, "");
    return [
        bare.replace(/\/\*?$/, ""),
        name.replace(/:\*$/, ""),
        ...(bare === name ? [] : [bare.split("/")[0]!]),
        // A table's stream, an index of it.
        name.replace(/\/(stream|index|export)\/.*$/, ""),
        ...(isHost.test(name) ? [`https://${name}`, `https://${name}/`] : []),
    ];
}

export function placeNamed(name: string): string | undefined {
    const [, named = ""] = host.exec(name) ?? [];
    const [, region] = arn.exec(name) ?? ofHost.exec(named) ?? [];
    return region === undefined ? undefined : `aws:${region}`;
}

export function kindOf(name: string): string | undefined {
    if (/^(arn:aws[a-z-]*:s3:::|s3:\/\/)/.test(name)) return "aws:s3/";
    return name.startsWith("arn:") ? "aws:" : undefined;
}

/** Ids and aliases of keys without an ARN are looked for where they are said (docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id). */
export const isHere = (name: string) =>
    /^(alias\/[\w/-]+|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(name);

const keys = { cell: "meridian:cell", dataClass: "meridian:data-class" };
const tagged = { cell: `tags.${keys.cell}`, dataClass: `tags.${keys.dataClass}` };
export const tags = {
    ...tagged,
    listed: { property: "tags", ...keys },
    ofProvider: { property: "defaultTags", ...tagged },
};
