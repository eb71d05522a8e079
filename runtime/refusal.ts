/** A request that gets the protocol's error object. The message names positions in the request, never its values. */
export class Refusal extends Error {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;

    constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
        super(message);
        this.name = "Refusal";
        this.status = status;
        this.headers = headers;
    }
}

/** Names out of the model, for "allowed: …"; a model may have hundreds. */
export function listed(names: readonly string[]): string {
    const shown = names.slice(0, 10).map(name => JSON.stringify(name));
    return names.length > shown.length
        ? `${shown.join(", ")} and ${names.length - shown.length} more`
        : shown.join(", ");
}
