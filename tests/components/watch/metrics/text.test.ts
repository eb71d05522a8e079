import assert from "node:assert/strict";
import fc from "fast-check";
import { Counter, Histogram, Registry } from "prom-client";

import { histogramsIn } from "../../../../components/watch/metrics/histograms";
import { type Sample, sumOf } from "../../../../components/watch/metrics/samples";
import { type Metrics, metricTypes, parseMetrics, writeMetrics } from "../../../../components/watch/metrics/text";
import { runs } from "../../../support/arbitraries";

const sampleIn = (line: string) => parseMetrics(line).samples[0];

const names = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/);
const labelNames = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "\\", '"', "\n", "\\n", "\\\\n", '"}', "a\r", "},"),
);
const labels = fc.dictionary(labelNames, texts, { maxKeys: 4, noNullPrototype: true });
const values = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e21, 5e-324));
/** With all samples of a metric together, and each metric's type told. */
const metrics: fc.Arbitrary<Metrics> = fc
    .uniqueArray(
        fc.record({
            name: names.filter(name => !/_(bucket|sum|count)$/.test(name)),
            type: fc.constantFrom(...metricTypes),
            // What is before the first word belongs to no text.
            help: fc.option(
                texts.map(text => text.replace(/^[ \t]+/, "")),
                { nil: undefined },
            ),
            samples: fc.array(
                fc.record({ suffix: fc.constantFrom("_bucket", "_sum", "_count"), labels, value: values }),
                {
                    maxLength: 4,
                },
            ),
        }),
        { selector: ({ name }) => name, maxLength: 5 },
    )
    .map(all => ({
        types: new Map(all.map(({ name, type }) => [name, type])),
        help: new Map(all.flatMap(({ name, help }) => (help === undefined ? [] : [[name, help] as const]))),
        samples: all.flatMap(({ name, type, samples }) =>
            samples.map(({ suffix, labels, value }): Sample => {
                const isWhole = type !== "histogram" && type !== "summary";
                return { name: isWhole ? name : `${name}${suffix}`, labels, value };
            }),
        ),
    }));

describe("metrics as text", () => {
    it("are the same once they are written and read", () => {
        fc.assert(
            fc.property(metrics, some => {
                assert.deepEqual(parseMetrics(writeMetrics(some)), { ...some, skipped: 0 });
            }),
            runs(500),
        );
    });

    it("are the same once they are read, written and read again, whatever the text was", () => {
        const lines = fc.array(
            fc.oneof(
                fc.string(),
                fc.constantFrom(
                    "# TYPE a histogram",
                    "# HELP a b",
                    'a_sum{c="d"} 1',
                    "a_sum 2",
                    "b 3",
                    'b{c="\\n"} 4 5',
                ),
            ),
        );
        fc.assert(
            fc.property(lines, some => {
                const { skipped: _, ...once } = parseMetrics(some.join("\n"));
                const text = writeMetrics(once);
                const { skipped, ...twice } = parseMetrics(text);
                assert.equal(skipped, 0);
                assert.equal(writeMetrics(twice), text);
                assert.equal(twice.samples.length, once.samples.length);
            }),
            runs(500),
        );
    });

    it("are read as prom-client writes them", async () => {
        const registry = new Registry();
        registry.setDefaultLabels({ cell: "eu" });
        new Counter({
            name: "asked_total",
            help: 'all "asked"\nso far \\',
            labelNames: ["of"],
            registers: [registry],
        }).inc({ of: 'a "b"\n\\n' }, 3);
        const seconds = new Histogram({ name: "seconds", help: "s", buckets: [0.1, 1], registers: [registry] });
        [0.05, 0.5, 5].forEach(value => {
            seconds.observe(value);
        });
        const { types, help, samples, skipped } = parseMetrics(await registry.metrics());
        assert.equal(skipped, 0);
        assert.deepEqual(Object.fromEntries(types), { asked_total: "counter", seconds: "histogram" });
        assert.equal(help.get("asked_total"), 'all "asked"\nso far \\');
        assert.equal(sumOf(samples, "asked_total", { of: 'a "b"\n\\n', cell: "eu" }), 3);
        assert.equal(sumOf(samples, "asked_total", { of: "other" }), 0);
        assert.deepEqual(histogramsIn(samples, "seconds"), [
            { labels: { cell: "eu" }, buckets: { edges: [0.1, 1], counts: [1, 2, 3] } },
        ]);
    });

    for (const [line, sample] of [
        ["up 1", { name: "up", labels: {}, value: 1 }],
        ["  up\t1.5e3  1395066363000 \r", { name: "up", labels: {}, value: 1500 }],
        ["up{} 0", { name: "up", labels: {}, value: 0 }],
        ['a{b="c",}1', { name: "a", labels: { b: "c" }, value: 1 }],
        ['a { b = "c" , d="" } -Inf', { name: "a", labels: { b: "c", d: "" }, value: -Infinity }],
        ['a{b="}, c=\\"d\\" \\\\n \\n"} +Inf', { name: "a", labels: { b: '}, c="d" \\n \n' }, value: Infinity }],
        // Prometheus leaves alone what is no escape, too.
        ['a{b="C:\\DIR"} .5', { name: "a", labels: { b: "C:\\DIR" }, value: 0.5 }],
        ["a:b_c NaN", { name: "a:b_c", labels: {}, value: NaN }],
    ] as const) {
        it(`have a sample in ${JSON.stringify(line)}`, () => {
            assert.deepEqual(sampleIn(line), sample);
        });
    }

    for (const line of [
        "up",
        "up1",
        "1up 1",
        "up one",
        "up 0x1f",
        "up 1 2 3",
        'up 1 # {trace_id="a"} 1',
        'up{a="b" 1',
        'up{a="b} 1',
        "up{a=b} 1",
        'up{a="b" c="d"} 1',
        "up{,} 1",
        'up{a="b",a="c"} 1',
        'up{1a="b"} 1',
        "{} 1",
        "# TYPE up rate",
        "# TYPE",
        "# HELP",
    ]) {
        it(`pass over ${JSON.stringify(line)}, count it, and go on`, () => {
            const { samples, skipped } = parseMetrics(`a 1\n${line}\nb 2\n`);
            assert.deepEqual(
                samples.map(({ name }) => name),
                ["a", "b"],
            );
            assert.equal(skipped, 1);
        });
    }

    it("may have comments and empty lines", () => {
        assert.deepEqual(parseMetrics("\n# written manually\n#\n  # EOF\n \t\nup 1\n").skipped, 0);
    });

    it("never throw, and are read in time even where a line is made to be slow", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), text => {
                assert.ok(parseMetrics(text).skipped >= 0);
            }),
            runs(300),
        );
        const begun = process.cpuUsage();
        for (const slow of ["}", "\\\\", ' ="', "a", "{", ' a="b",', "1 "]) {
            const many = slow.repeat(60_000 / slow.length);
            parseMetrics(`a{${many} x y`);
            parseMetrics(`a{b="${many} x y`);
        }
        // Not a megabyte; what grows with the square of the line takes many seconds. Of a processor: how long one is waited for says nothing.
        const { user, system } = process.cpuUsage(begun);
        assert.ok(user + system < 2_000_000, `${user + system} µs`);
    });

    it("pass over a line that is longer than any sample", () => {
        const { samples, skipped } = parseMetrics(`a{b="${"\\n".repeat(5_000_000)}"} 1\nup 1`);
        assert.deepEqual([samples.length, skipped], [1, 1]);
    });

    it("are not written under names that are none", () => {
        const write = (sample: Sample) => writeMetrics({ types: new Map(), help: new Map(), samples: [sample] });
        assert.throws(() => write({ name: "a b", labels: {}, value: 1 }), /^RangeError: metric "a b" has no name; /);
        assert.throws(
            () => write({ name: "a", labels: { "b-c": "" }, value: 1 }),
            /^RangeError: label "b-c" of a has no name; /,
        );
        assert.throws(
            () => writeMetrics({ types: new Map(), help: new Map([["a\nb", "c"]]), samples: [] }),
            /^RangeError: metric "a\\nb" has no name; /,
        );
    });

    it("are written with the samples of a metric together", () => {
        const text = writeMetrics({
            types: new Map([["a", "histogram"]]),
            help: new Map([["a", "seconds"]]),
            samples: [
                { name: "a_sum", labels: {}, value: 1 },
                { name: "b", labels: { c: "d" }, value: 2 },
                { name: "a_count", labels: {}, value: 3 },
            ],
        });
        assert.equal(text, '# HELP a seconds\n# TYPE a histogram\na_sum 1\na_count 3\nb{c="d"} 2\n');
    });
});

describe("histograms in samples", () => {
    it("are one for each set of labels, whatever the order of labels and edges", () => {
        const { samples } = parseMetrics(
            [
                'a_bucket{le="+Inf",p="1",q="2"} 9',
                'a_bucket{le="0.5",q="2",p="1"} 4',
                'a_bucket{p="1",q="2",le="0.25"} 3',
                'a_bucket{p="2",le="0.5"} 1',
                'a_bucket{p="2",le="+Inf"} 1',
                'a_bucket{p="3",le="0.5"} 1',
                "a_sum 7",
            ].join("\n"),
        );
        assert.deepEqual(histogramsIn(samples, "a"), [
            { labels: { p: "1", q: "2" }, buckets: { edges: [0.25, 0.5], counts: [3, 4, 9] } },
            { labels: { p: "2" }, buckets: { edges: [0.5], counts: [1, 1] } },
        ]);
    });
});
