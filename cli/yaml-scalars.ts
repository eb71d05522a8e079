import type { ScalarTag } from "yaml";

/**
 * Plain scalars that the engine's parser (gopkg.in/yaml.v3) reads in another way than YAML 1.2 does; quoted, all of them are
 * text. Each was seen in what `pulumi config --json` of 3.248.0 makes of it.
 */
export const engineScalars: readonly ScalarTag[] = [
    {
        // 010 is 8, as in YAML 1.1 and in Go; 08, which is no octal number, is 8 too.
        tag: "tag:yaml.org,2002:int",
        default: true,
        test: /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)$/i,
        resolve: text => {
            const [, sign, digits = ""] = /^([-+]?)0*?(0.*)$/.exec(text.replaceAll("_", "")) ?? [];
            const literal = /^0[box]/i.test(digits) ? digits : digits.replace(/^0(?=\d)/, "0o");
            return (sign === "-" ? -1 : 1) * Number(literal);
        },
    },
    {
        tag: "tag:yaml.org,2002:float",
        default: true,
        test: /^(?=.*_)[-+]?\d[\d_]*(\.[\d_]*)?(e[-+]?\d+)?$/i,
        resolve: text => Number(text.replaceAll("_", "")),
    },
    {
        // A date becomes text in Go's own form: a version 2026-01-31 has to be quoted, or none finds it.
        tag: "tag:yaml.org,2002:timestamp",
        default: true,
        test: /^\d{4}-\d\d?-\d\d?$/,
        resolve: text => {
            const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
            const date = new Date(Date.UTC(year, month - 1, day));
            const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
            return exists ? `${date.toISOString().slice(0, 10)} 00:00:00 +0000 UTC` : text;
        },
    },
];
