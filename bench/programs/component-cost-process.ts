import { readFileSync, writeFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { type ModelInput, Service } from "pulumi-meridian";
import { local } from "pulumi-meridian/local";

import * as resources from "../../components/adapters/local/resources";
import { type Made, mockEngine, settled } from "../../tests/support/mocked-engine";

/** Registers the same resources in one of two ways, and tells how long that took, everything being loaded already. */
async function main([how, file]: readonly string[]): Promise<void> {
    // Each promise of the SDK keeps its stack. To map these to sources would be most of what is measured.
    process.setSourceMapsEnabled(false);
    const made: Made[] = [];
    await mockEngine(resource => made.push(resource));
    const asked = how === "record" ? recordRequests() : new Map<string, Asked>();
    const recorded = how === "by-hand" ? (JSON.parse(readFileSync(file!, "utf8")) as Recorded[]) : [];
    const begun = performance.now();
    if (how === "by-hand") {
        byHand(recorded);
    } else {
        throughComponents();
    }
    await settled();
    const ms = performance.now() - begun;
    if (how === "record") {
        writeFileSync(file!, JSON.stringify(made.map(one => ({ ...one, ...asked.get(keyOf(one)) }))));
    }
    process.stdout.write(JSON.stringify({ ms, resources: made.length }));
}

/** What a resource is a child of, waits for, and has inputs from, by type and name. */
interface Asked {
    readonly parent: string;
    readonly dependencies: readonly string[];
    readonly inputsFrom: Readonly<Record<string, readonly string[]>>;
}

type Recorded = Made & Asked;

function keyOf({ type, name }: Pick<Made, "type" | "name">): string {
    return `${type}::${name}`;
}

/** Mocks don't receive parents and dependencies. The requests to them contain both. */
function recordRequests(): Map<string, Asked> {
    const asked = new Map<string, Asked>();
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource: (request: Request, ...rest: unknown[]) => unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        asked.set(keyOf({ type: request.getType(), name: request.getName() }), {
            parent: endOf(request.getParent()),
            dependencies: request.getDependenciesList().map(endOf),
            inputsFrom: Object.fromEntries(
                [...request.getPropertydependenciesMap().entries()].map(([input, from]) => [
                    input,
                    from.getUrnsList().map(endOf),
                ]),
            ),
        });
        return register(request, ...rest);
    };
    return asked;
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getDependenciesList(): string[];
    getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> };
}

/** `urn:pulumi:stack::project::parent$type::name` → `type::name`. */
function endOf(urn: string): string {
    const [types = "", name = ""] = urn.split("::").slice(-2);
    return `${types.split("$").at(-1)!}::${name}`;
}

const regions = ["eu-west", "eu-central", "eu-north", "eu-south"].map(region => `local:${region}` as const);

function throughComponents(): void {
    const cells = [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["health" as const],
            regions,
            primary: "local:eu-west" as const,
        },
    ];
    new Service("s", { domain: "screening.localhost", cells, models }, { clouds: [local({ directory: "unused" })] });
}

/** 41 models of two releases, which are three resources each: 1,000 in four regions, with what is there once. */
const models: ModelInput[] = Array.from({ length: 41 }, (_, i) => ({
    name: `model-${i}`,
    releases: Object.fromEntries(["1.0.0", "2.0.0"].map((version, j) => [version, releaseAt(2 * i + j)])),
    traffic: [
        { version: "1.0.0", percent: 90 },
        { version: "2.0.0", percent: 10 },
    ],
}));

function releaseAt(index: number) {
    return { artifact: `file:${index}.onnx`, digest: `sha256:${String(index).padStart(64, "0")}` };
}

/**
 * What someone would write who had made up their mind: the same resources with the same parents, inputs that come from the same
 * outputs, and the same waiting for each other.
 */
function byHand(recorded: readonly Recorded[]): void {
    const made = new Map<string, pulumi.Resource>();
    const from = (names: readonly string[]) => names.flatMap(name => made.get(name) ?? []);
    for (const { parent, dependencies, inputsFrom, ...one } of recorded) {
        const { type, name } = one;
        const inputs = Object.fromEntries(
            Object.entries(one.inputs)
                .filter(([input]) => input !== "__provider")
                .map(([input, value]) => {
                    const sources = from(inputsFrom[input] ?? []).map(({ urn }) => urn);
                    return [input, sources.length === 0 ? value : pulumi.all(sources).apply(() => value)];
                }),
        );
        const opts = {
            parent: made.get(parent),
            dependsOn: from(dependencies),
        };
        made.set(keyOf(one), type.startsWith("meridian:") ? new Group(type, name, opts) : plain(one, inputs, opts));
    }
}

class Group extends pulumi.ComponentResource {
    constructor(type: string, name: string, opts?: pulumi.ComponentResourceOptions) {
        super(type, name, {}, opts);
        this.registerOutputs();
    }
}

type Kind = keyof typeof resources;
type Maker = new (name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) => pulumi.Resource;

/** A resource of this machine by its type, as `pulumi-nodejs:dynamic/local:Port`. */
function plain({ type, name }: Made, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions): pulumi.Resource {
    const kind = type.split(":").at(-1) as Kind;
    return new (resources[kind] as unknown as Maker)(name, inputs, opts);
}

void main(process.argv.slice(2));
