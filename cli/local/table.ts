/** What the program of a local stack says of each cell, as its stack output `cells`. Paths are relative to the checkout. */
export interface CellOutput {
    readonly name: string;
    readonly url: string;
    readonly regions: readonly string[];
    readonly models: readonly ModelOutput[];
    readonly caFile: string;
    /** In curl's form, `host:port:address`. */
    readonly resolve: string;
    /** A JSON file with a request for the first model. */
    readonly sample: string;
    readonly points?: readonly { readonly city: string; readonly url: string }[];
}

export interface ModelOutput {
    readonly name: string;
    readonly traffic: readonly { readonly version: string; readonly percent: number }[];
}

export function describeCells(cells: readonly CellOutput[]): string {
    const rows = cells.map(cell => [
        cell.name,
        cell.url,
        cell.regions.join(", "),
        cell.models.map(describeModel).join("; "),
    ]);
    return [...table(["CELL", "URL", "REGIONS", "MODELS"], rows), "", ...cells.flatMap(tryOut)].join("\n");
}

function describeModel({ name, traffic }: ModelOutput): string {
    return `${name} ${traffic.map(({ version, percent }) => `${version} (${percent} %)`).join(", ")}`;
}

function tryOut(cell: CellOutput): string[] {
    const request = curl(cell);
    return request === undefined ? [] : [`# cell ${cell.name}`, request];
}

/** A command that works when pasted into a shell. */
export function curl({ caFile, resolve, url, models, sample }: CellOutput): string | undefined {
    const model = models[0];
    if (model === undefined) return undefined;
    return [
        `curl --cacert ${shellWord(caFile)} --resolve ${shellWord(resolve)} ${shellWord(`${url}/v2/models/${model.name}/infer`)}`,
        `-H 'content-type: application/json' -d ${shellWord(`@${sample}`)}`,
    ].join(" ");
}

/** Quoted only where a shell would not read it as it is. */
function shellWord(text: string): string {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const widths = head.map((title, column) =>
        Math.max(...[title, ...rows.map(row => row[column] ?? "")].map(cell => cell.length)),
    );
    return [head, ...rows].map(row =>
        row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
}
