import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { rows } from "../../policy/facts/aws";
import { packageRoot } from "../../tools/package-root";
import { pathsReadBy } from "./paths-read";

const sdk = path.join(packageRoot(), "node_modules", "@pulumi", "aws");

/** Declarations of classes, by the type that each is of. */
function declarations(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const folder of readdirSync(sdk, { withFileTypes: true })) {
        if (!folder.isDirectory() || folder.name === "node_modules" || folder.name === "types") continue;
        for (const name of readdirSync(path.join(sdk, folder.name))) {
            if (!name.endsWith(".d.ts") || /^(get|index)/.test(name)) continue;
            const file = path.join(sdk, folder.name, name);
            const [, type] =
                /__pulumiType = '([^']+)'/.exec(readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8")) ?? [];
            if (type !== undefined) found.set(type, file);
        }
    }
    return found;
}

type Members = ReadonlyMap<string, string>;

/** Members of what is nested, each with its type as it is written: by namespace and interface. */
function nested(): ReadonlyMap<string, Members> {
    const found = new Map<string, Map<string, string>>();
    let [namespace, members]: [string, Map<string, string> | undefined] = ["", undefined];
    for (const line of readFileSync(path.join(sdk, "types", "output.d.ts"), "utf8").split("\n")) {
        const opened = /^export declare namespace (\w+)/.exec(line);
        if (opened !== null) namespace = opened[1]!;
        const made = /^ {4}interface (\w+)/.exec(line);
        if (made !== null) found.set(`${namespace}.${made[1]!}`, (members = new Map<string, string>()));
        const member = /^ {8}(\w+)\??: (\{|.+;)$/.exec(line);
        if (member !== null) members?.set(member[1]!, member[2]!);
    }
    return found;
}

const membersOf = (file: string): Members => {
    const text = readFileSync(file, "utf8").split("constructor(")[0]!;
    return new Map(
        [...text.matchAll(/^ {4}readonly (\w+): (.+?);?$/gm)].map(([, name, type]): [string, string] => [name!, type!]),
    );
};

describe("what the pack knows of AWS", () => {
    const all = declarations();
    const inner = nested();

    /** What is wrong with a path, if anything is. */
    function wrongWith(asked: string, file: string): string | undefined {
        let members: Members | undefined = membersOf(file);
        for (const step of asked.split(".")) {
            const key = step.replace(/\[\]$|\?$/, "");
            if (members === undefined) return `there is nothing in what ${key} is asked of`;
            const type: string | undefined = members.get(key);
            // What providers and ids have, whatever they are of.
            if (type === undefined) return key === "id" ? undefined : `there is no ${key}`;
            // Names of a map may be chosen by users.
            if (/^(pulumi\.Output<)?\{/.test(type) || type.includes("enums.")) return undefined;
            if (!step.endsWith("?") && step.endsWith("[]") !== type.includes("[]")) return `${key} is ${type}`;
            const [, name]: readonly (string | undefined)[] = /outputs\.([\w.]+)/.exec(type) ?? [];
            members = name === undefined ? undefined : inner.get(name);
        }
        return undefined;
    }

    it("is of types that the SDK has", () => {
        assert.deepEqual(
            Object.keys(rows).filter(type => !all.has(type)),
            [],
        );
    });

    it("reads properties that these types have, lists as lists", () => {
        const wrong = Object.entries(rows).flatMap(([type, row]) =>
            pathsReadBy(type, row).flatMap(asked => {
                const reason = wrongWith(asked, all.get(type) ?? "");
                return reason === undefined ? [] : [`${type} ${asked}: ${reason}`];
            }),
        );
        assert.deepEqual(wrong, []);
    });
});
