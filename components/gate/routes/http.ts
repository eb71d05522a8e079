/** Below it are all paths of a model whose servers speak HTTP of their own. */
export function httpPrefix(model: string): string {
    return `/models/${model}`;
}
