/** What a release's file is known by wherever it is put. */
export interface Digested {
    /** `sha256:<64 hexadecimal digits>`. */
    readonly digest: string;
}

/** The digits of a digest: the name of a file or object that is never another one. With `length`, the first so many. */
export function digestHex({ digest }: Digested, length?: number): string {
    const hex = digest.slice("sha256:".length);
    return length === undefined ? hex : hex.slice(0, length);
}

/** The path in `file:models/1.onnx` or `file:///models/1.onnx`, absolute or relative to the project; undefined of what lies elsewhere. */
export function pathIn(artifact: string): string | undefined {
    return /^file:(?:\/\/)?(.*)$/s.exec(artifact)?.[1];
}

/** The releases with different files: several may have one. */
export function distinctFiles<R extends Digested>(releases: readonly R[]): R[] {
    return [...new Map(releases.map(release => [release.digest, release])).values()];
}
