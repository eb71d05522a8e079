/** An image in a registry of Amazon ECR. Of a config, its account and its region may be `{account}` and `{region}`. */
export interface EcrImage {
    readonly host: string;
    readonly account: string;
    readonly region: string;
    /** As in `meridian/gate`. */
    readonly repository: string;
    /** As in `sha256:…`. */
    readonly digest: string;
}

const form =
    /^((\{account\}|[0-9]{12})\.dkr\.ecr\.(\{region\}|[a-z0-9-]+)\.amazonaws\.com)\/([^@]+)@(sha256:[0-9a-f]{64})$/;

/** The parts of an image's name; undefined for one in a registry of another kind, of which AWS has no right and no copy. */
export function ecrImage(image: string): EcrImage | undefined {
    const [, host, account, region, repository, digest] = form.exec(image) ?? [];
    return host === undefined
        ? undefined
        : { host, account: account!, region: region!, repository: repository!, digest: digest! };
}
