import assert from "node:assert/strict";

import * as aws from "../../policy/facts/aws";
import * as gcp from "../../policy/facts/gcp";
import * as kubernetes from "../../policy/facts/kubernetes";
import type { Row } from "../../policy/facts/fact";
import { findingsOf } from "../../policy/findings";
import { Properties } from "../../policy/properties";
import { settingOf } from "../../policy/setting";
import { pathsReadBy } from "./paths-read";

const setting = settingOf({
    cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["health"], regions: ["aws:eu-west-1"] }],
});

/** Parts that patterns look for, again and again: what a pattern tries from every place that it could begin at. */
const parts = [
    "a",
    "a.",
    "eu-west-1.",
    "/projects/a",
    "a-a1 OR ",
    ' location = ( "europe-west3" OR ',
    "    ",
    "a:",
    "arn:aws:s3:::",
    "*?",
    "1.1.1.1/",
    "::",
    "-",
    '["',
    "://a:",
    "-----BEGIN ",
];

function put(bag: Record<string, unknown>, path: string, value: string): void {
    const [step = "", ...rest] = path.replaceAll("?", "").split(".");
    const key = step.replace(/\[\]$/, "");
    const isList = step.endsWith("[]");
    if (rest.length === 0) {
        bag[key] ??= isList ? [value] : value;
        return;
    }
    const known = isList ? (bag[key] as unknown[] | undefined)?.[0] : bag[key];
    const inner = typeof known === "object" && known !== null ? (known as Record<string, unknown>) : {};
    put(inner, rest.join("."), value);
    bag[key] = isList ? [inner] : inner;
}

describe("the policy pack, given texts of 50 kB", function () {
    this.timeout(300_000);

    const rows: Readonly<Record<string, Row>> = { ...aws.rows, ...gcp.rows, ...kubernetes.rows };
    const all = Object.entries(rows).map(([type, row]) => ({ type, paths: pathsReadBy(type, row) }));

    for (const [first, part] of [
        ...parts.map(part => ["", part] as const),
        ["location=", " "],
        ["a=(", "a-a1"],
    ] as const) {
        it(`reads ${JSON.stringify(first + part)} repeated in no time`, () => {
            const text = first + part.repeat(Math.ceil(50_000 / part.length)) + "!";
            const { user } = process.cpuUsage();
            const slow = all.flatMap(({ paths, type }) => {
                const bag: Record<string, unknown> = {};
                for (const path of [...paths, "id", "arn", "name"]) put(bag, path, text);
                const before = process.cpuUsage().user;
                const resource = { urn: "urn", type, name: "one", properties: new Properties(bag), comesFrom: {} };
                findingsOf([resource], setting);
                const seconds = (process.cpuUsage().user - before) / 1e6;
                return seconds > 0.5 ? [`${type}: ${seconds} s`] : [];
            });
            assert.deepEqual(slow, []);
            assert.ok((process.cpuUsage().user - user) / 1e6 < 60);
        });
    }
});
