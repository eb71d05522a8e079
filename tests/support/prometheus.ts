/** A sample of Prometheus's text format. */
export interface Sample {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}

/** The samples of a text: https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md */
export function samplesIn(text: string): Sample[] {
    return text
        .split("\n")
        .filter(line => line !== "" && !line.startsWith("#"))
        .map(line => {
            const [, name = "", labels = "", value = ""] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
            const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [
                key,
                text,
            ]);
            return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
        });
}

/** The sum of a metric's samples that have all these labels. */
export function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
    return samples
        .filter(sample => sample.name === name)
        .filter(sample => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
        .reduce((sum, { value }) => sum + value, 0);
}
