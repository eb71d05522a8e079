import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

/** Members of what is declared, each with its type as it is written. */
type Members = ReadonlyMap<string, string>;

const root = path.join(packageRoot(), "node_modules", "@pulumi", "kubernetes");

/** What `@pulumi/kubernetes` declares of its types, in folders by group and version. */
export class KubernetesSdk {
    /** Files of types: the older names that a type is an alias of are in them. */
    private readonly files = new Map<string, string>();
    private readonly nested: ReadonlyMap<string, Members>;

    constructor() {
        for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
            if (!file.endsWith(".js") || file.includes("node_modules")) continue;
            const whole = path.join(root, file);
            const [, type] = /__pulumiType = ['"](kubernetes:[^'"]+)['"]/.exec(readFileSync(whole, "utf8")) ?? [];
            if (type !== undefined) this.files.set(type, whole);
        }
        this.nested = nestedIn(readFileSync(path.join(root, "types", "input.d.ts"), "utf8"));
    }

    get types(): readonly string[] {
        return [...this.files.keys()];
    }

    knows(type: string): boolean {
        return this.files.has(type);
    }

    /** Types that the engine takes for the same as this one. */
    aliasesOf(type: string): readonly string[] {
        const text = readFileSync(this.files.get(type)!, "utf8");
        const [, aliases = ""] = /aliases: \[(.*)\]/.exec(text) ?? [];
        return [...aliases.matchAll(/type: "([^"]+)"/g)].map(([, alias]) => alias!);
    }

    /** Whether a type has a property: `spec.template.spec.containers[].image`. */
    has(type: string, property: string): boolean {
        const text = readFileSync(this.files.get(type)!.replace(/\.js$/, ".d.ts"), "utf8");
        const [, body = ""] = /^export interface \w+Args \{\n([\s\S]*?)^\}/m.exec(text) ?? [];
        return this.leads(membersIn(body), property.split(/\.(?![^[]*"\])/));
    }

    private leads(members: Members, [step = "", ...rest]: readonly string[]): boolean {
        const [, name = "", isMapped, isList] = /^([^[]+)(\["[^"]+"\])?(\[\])?$/.exec(step) ?? [];
        const type = members.get(name);
        if (type === undefined) return false;
        if (isMapped !== undefined || type.includes("{")) return type.includes("{");
        if (type.includes("[]") !== (isList !== undefined)) return rest.length === 0 && isList === undefined;
        const [, inner] = /inputs\.([\w.]+)/.exec(type) ?? [];
        return rest.length === 0 || (inner !== undefined && this.leads(this.nested.get(inner)!, rest));
    }
}

function nestedIn(text: string): ReadonlyMap<string, Members> {
    const found = new Map<string, Members>();
    let [group, version] = ["", ""];
    let name: string | undefined;
    let body: string[] = [];
    for (const line of text.split("\n")) {
        group = /^export declare namespace (\w+)/.exec(line)?.[1] ?? group;
        version = /^ {4}namespace (\w+)/.exec(line)?.[1] ?? version;
        const [, opened] = /^ {8}interface (\w+)/.exec(line) ?? [];
        if (opened !== undefined) [name, body] = [opened, []];
        else if (name !== undefined && line === "        }") {
            found.set(`${group}.${version}.${name}`, membersIn(body.join("\n")));
            name = undefined;
        } else body.push(line);
    }
    return found;
}

function membersIn(body: string): Members {
    const bare = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
    return new Map([...bare.matchAll(/^\s*"?([\w$]+)"?\??: (.+)$/gm)].map(([, name, type]) => [name!, type!]));
}
