import { columns } from "../columns";

/**
 * What is read of each cell in the stack output `cells`; paths are relative to the project. The output is the contract:
 * the program has a type of its own for it, as neither layer imports the other, and the tests hold one against the other.
 */
export interface CellOutput {
    readonly name: string;
    readonly url: string;
    readonly regions: readonly string[];
    readonly models: readonly ModelOutput[];
    /** Of the authority to trust, where it is not a public one. */
    readonly caFile?: string;
    /** In curl's form, `host:port:address`; empty where the host's name resolves. */
    readonly resolve: string;
    /** A JSON file with a request for the first model, where there is one. */
    readonly sample?: string;
}

export interface ModelOutput {
    readonly name: string;
    readonly traffic: readonly Share[];
    readonly shadow?: Share;
}

interface Share {
    readonly version: string;
    readonly percent: number;
}

export function describeCells(cells: readonly CellOutput[]): string {
    const rows = cells.map(cell => [
        cell.name,
        cell.url,
        cell.regions.join(", "),
        cell.models.map(describeModel).join("; "),
    ]);
    return [...columns(["CELL", "URL", "REGIONS", "MODELS"], rows), "", ...cells.flatMap(tryOut)].join("\n");
}

function describeModel({ name, traffic, shadow }: ModelOutput): string {
    const answering = traffic.map(({ version, percent }) => `${version} (${percent} %)`);
    const compared = shadow === undefined ? [] : [`${shadow.version} (shadow of ${shadow.percent} %)`];
    return `${name} ${[...answering, ...compared].join(", ")}`;
}

function tryOut(cell: CellOutput): string[] {
    const request = curl(cell);
    return request === undefined ? [] : [`# cell ${cell.name}`, request];
}

/** A command that works when pasted into a shell: a request for a prediction, or without a sample the model's description. */
export function curl({ caFile, resolve, url, models, sample }: CellOutput): string | undefined {
    const model = models[0];
    if (model === undefined) return undefined;
    const address = `${url}/v2/models/${model.name}`;
    return [
        "curl",
        ...(caFile === undefined ? [] : ["--cacert", shellWord(caFile)]),
        ...(resolve === "" ? [] : ["--resolve", shellWord(resolve)]),
        ...(sample === undefined
            ? [shellWord(address)]
            : [shellWord(`${address}/infer`), "-H 'content-type: application/json' -d", shellWord(`@${sample}`)]),
    ].join(" ");
}

/** Quoted only where a shell would not read it as it is. */
function shellWord(text: string): string {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
