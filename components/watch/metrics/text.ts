import { readSample, refuseOtherName, writeSample } from "./sample-line";
import type { Sample } from "./samples";

export const metricTypes = ["counter", "gauge", "histogram", "summary", "untyped"] as const;
export type MetricType = (typeof metricTypes)[number];

/** The metrics of a process. */
export interface Metrics {
    /** By name of the metric: of a histogram without `_bucket`, `_sum` and `_count`. */
    readonly types: ReadonlyMap<string, MetricType>;
    /** In words for people, by the same names. */
    readonly help: ReadonlyMap<string, string>;
    readonly samples: readonly Sample[];
}

export interface Parsed extends Metrics {
    /** Lines that are not of the format, and were passed over. */
    readonly skipped: number;
}

/** Characters. No sample is so long, and what reads one may run out of stack on millions of them. */
const LONGEST_LINE = 65_536;

const commentForm = /^[ \t]*#[ \t]*(HELP|TYPE)[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)(?:[ \t]+(.*))?$/s;

/**
 * Reads Prometheus's text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). One bad line
 * is no reason to know nothing: it is passed over and counted, as is one of more than 64 Ki characters. Times of samples are
 * left out: what is scraped is of now.
 */
export function parseMetrics(text: string): Parsed {
    const [types, help, samples] = [new Map<string, MetricType>(), new Map<string, string>(), [] as Sample[]];
    const take = (line: string): boolean => {
        if (line.trim() === "") return true;
        if (line.length > LONGEST_LINE) return false;
        if (/^[ \t]*#/.test(line)) return takeComment(line, types, help);
        const sample = readSample(line);
        if (sample !== undefined) samples.push(sample);
        return sample !== undefined;
    };
    const skipped = text.split("\n").filter(line => !take(line)).length;
    return { types, help, samples, skipped };
}

/** Whether it is right: a comment of any other kind than these two is. */
function takeComment(line: string, types: Map<string, MetricType>, help: Map<string, string>): boolean {
    const [, kind, name = "", rest = ""] = commentForm.exec(line) ?? [];
    if (kind === "HELP") {
        help.set(
            name,
            rest.replace(/\\([\\n])/g, (_, escape) => (escape === "n" ? "\n" : "\\")),
        );
        return true;
    }
    const type = kind === "TYPE" ? metricTypes.find(one => one === rest.trim()) : undefined;
    if (type !== undefined) types.set(name, type);
    return type !== undefined || !/^[ \t]*#[ \t]*(HELP|TYPE)\b/.test(line);
}

/**
 * Writes the same format: metrics in order of their types, and then those that have none; of each its samples together, as the
 * format wants it. Throws a `RangeError` where a name is none of the format.
 */
export function writeMetrics({ types, help, samples }: Metrics): string {
    const lines = new Map<string, string[]>([...types.keys(), ...help.keys()].map(name => [name, []]));
    for (const name of lines.keys()) {
        refuseOtherName(name);
    }
    for (const [name, said] of help) {
        lines.get(name)!.push(`# HELP ${name} ${said.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`);
    }
    for (const [name, type] of types) {
        lines.get(name)!.push(`# TYPE ${name} ${type}`);
    }
    for (const sample of samples) {
        const metric = metricOf(sample, types);
        const others = lines.get(metric);
        if (others === undefined) lines.set(metric, [writeSample(sample)]);
        else others.push(writeSample(sample));
    }
    return [...lines.values()].flatMap(some => some.map(line => `${line}\n`)).join("");
}

/** The metric that a sample is of. */
function metricOf({ name }: Sample, types: Metrics["types"]): string {
    const whole = name.replace(/_(bucket|sum|count)$/, "");
    const type = types.get(whole);
    return !types.has(name) && (type === "histogram" || type === "summary") ? whole : name;
}
