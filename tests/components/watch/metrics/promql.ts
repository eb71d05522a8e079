import assert from "node:assert/strict";

/** As much of Prometheus's own grammar as is used here. */
export interface PromqlParser {
    parse(text: string): {
        iterate(spec: {
            enter(node: { readonly name: string; readonly from: number; readonly to: number }): void;
        }): void;
    };
}

/** Names of metrics, or of labels, or texts, in an expression as Prometheus's own grammar reads it. */
export function namesIn(
    parser: PromqlParser,
    expression: string,
    node: "Identifier" | "LabelName" | "StringLiteral",
): string[] {
    // Variables of Grafana's are filled in before Prometheus sees them.
    const text = expression.replaceAll("$__rate_interval", "1m");
    const names: string[] = [];
    parser.parse(text).iterate({
        enter: ({ name, from, to }) => {
            assert.notEqual(name, "⚠", `${expression} is no PromQL at ${text.slice(from)}`);
            if (name === node) names.push(text.slice(from, to));
        },
    });
    return names;
}

export async function promqlParser(): Promise<PromqlParser> {
    // Its types say that it is a module, which CommonJS has to import so.
    const { parser } = (await import("@prometheus-io/lezer-promql")) as unknown as { parser: PromqlParser };
    return parser;
}
