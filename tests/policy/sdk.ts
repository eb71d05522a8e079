import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

/** A property, and what its declaration says that it is. */
type Declared = ReadonlyMap<string, string>;

/** What a package of Pulumi's declares of its types: read as text, for a compiler would take minutes over them. */
export class Sdk {
    private readonly root: string;
    private readonly files = new Map<string, string>();
    private readonly nested = new Map<string, Declared>();

    constructor(name: string) {
        this.root = path.join(packageRoot(), "node_modules", "@pulumi", name);
        for (const { name: module } of readdirSync(this.root, { withFileTypes: true }).filter(each =>
            each.isDirectory(),
        )) {
            for (const file of readdirSync(path.join(this.root, module)).filter(each => each.endsWith(".js"))) {
                const whole = path.join(this.root, module, file);
                const [, type] = /__pulumiType = '([^']+)'/.exec(readFileSync(whole, "utf8")) ?? [];
                if (type !== undefined) this.files.set(type, whole.replace(/\.js$/, ".d.ts"));
            }
        }
        const inputs = readFileSync(path.join(this.root, "types", "input.d.ts"), "utf8");
        for (const [, module, body] of inputs.matchAll(/^export declare namespace (\w+) \{\n([\s\S]*?)^\}/gm)) {
            for (const [, name, declared] of body!.matchAll(/^ {4}interface (\w+) \{\n([\s\S]*?)^ {4}\}/gm))
                this.nested.set(`${module}.${name}`, declaredIn(declared!));
        }
    }

    knows(type: string): boolean {
        return this.files.has(type);
    }

    /** Whether a type has a property: `clusters[].zone`. */
    has(type: string, property: string): boolean {
        return this.leads(this.declared(type, "(?:Args|State)"), property.split("."));
    }

    /** What programs can say of a type, as deep as it goes: `clusters[].zone`. */
    inputs(type: string): readonly string[] {
        return this.under(this.declared(type, "Args"));
    }

    private declared(type: string, of: string): Declared {
        const text = readFileSync(this.files.get(type)!, "utf8");
        const bodies = [...text.matchAll(new RegExp(`^export interface \\w+${of} \\{\\n([\\s\\S]*?)^\\}`, "gm"))];
        return new Map(bodies.flatMap(([, body]) => [...declaredIn(body!)]));
    }

    /** Some types are in themselves, as conditions are. */
    private under(declared: Declared, above: readonly string[] = []): readonly string[] {
        return [...declared].flatMap(([name, type]) => {
            const step = type.includes("[]") ? `${name}[]` : name;
            const [, inner] = /inputs\.(\w+\.\w+)/.exec(type) ?? [];
            if (inner === undefined) return [step];
            if (above.length > 6 || above.includes(inner)) return [];
            return this.under(this.nested.get(inner) ?? new Map(), [...above, inner]).map(path => `${step}.${path}`);
        });
    }

    private leads(declared: Declared, [step, ...rest]: readonly string[]): boolean {
        const type = declared.get(step!.replace("[]", ""));
        if (type === undefined) return false;
        const isList = type.includes("[]");
        if (rest.length === 0) return isList || !step!.endsWith("[]");
        if (isList !== step!.endsWith("[]")) return false;
        const [, name] = /inputs\.(\w+\.\w+)/.exec(type) ?? [];
        return name === undefined ? type.includes("[key: string]") : this.leads(this.nested.get(name)!, rest);
    }
}

function declaredIn(body: string): Declared {
    const bare = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
    return new Map([...bare.matchAll(/^\s*(\w+)\??: ([^;]+);/gm)].map(([, name, type]) => [name!, type!]));
}
