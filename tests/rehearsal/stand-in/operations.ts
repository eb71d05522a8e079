import { createHash, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

import { behaviourOf, kindOf } from "./behaviours";
import { Cloud } from "./cloud";
import { isUp, meetFaults } from "./faults";
import { type Kind, type Making, metBy, type Thing, type Where } from "./kind";
import { namedBy, thingsIn, wrongReferences } from "./references";
import { answered, differsFrom, keysOf, type Stored } from "./stored";
import {
    asSecret,
    at,
    isAsset,
    merged,
    plain,
    type Properties,
    unknown,
    unknownIn,
    withoutSecrets,
    withSecrets,
} from "./values";

export interface Checked {
    readonly inputs: Properties;
    readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** Made, though it is reported as failed. */
export class HalfMade extends Error {
    constructor(readonly thing: { readonly id: string; readonly outputs: Properties; readonly inputs: Properties }) {
        super("ServiceUnavailable: it was made, and did not get ready in time");
    }
}

/** The provider of one package, as it was configured: what it is asked, and what the cloud of the rehearsal answers. */
export class Operations {
    private readonly cloud: Cloud;
    private home: Where;

    constructor(
        private readonly directory: string,
        private readonly ofPackage: string,
    ) {
        this.cloud = new Cloud(directory);
        this.home = behaviourOf(ofPackage).homeOf({});
    }

    configure(config: Properties): void {
        this.home = behaviourOf(this.ofPackage).homeOf(config);
    }

    check(type: string, name: string, olds: Properties, news: Properties, seed: Buffer): Checked {
        const kind = kindOf(type);
        const { completed, places } = behaviourOf(type);
        const [place] = places;
        const named = autoNamed(kind, name, olds, news, seed);
        const things = () => this.cloud.all();
        const inputs = completed?.(kind, { asked: news, named, olds, home: this.home, things }) ?? named;
        const where = this.whereOf(type, inputs);
        const isPlaced =
            kind.global === true ||
            (kind.place ?? kind.within ?? where.region) !== undefined ||
            places.some(place => named[place] !== undefined);
        const placed = isPlaced
            ? []
            : [{ property: place, reason: `neither the resource nor its provider says a ${place}` }];
        return { inputs, failures: [...placed, ...nameFailures(kind, inputs)] };
    }

    /** What can be said of a change before it is made. `stored`: outputs of before; `olds`: inputs of before. */
    diff(
        type: string,
        olds: Properties,
        news: Properties,
        stored: Properties = olds,
    ): { changes: string[]; replaces: string[]; deletesFirst: boolean } {
        const { fixed = [], name, global } = kindOf(type);
        const { goesFirst, owners = [], places } = behaviourOf(type);
        const rows = storedOf(type);
        const normalised = keysOf(rows);
        const changes = [...new Set([...Object.keys(olds), ...Object.keys(news), ...normalised])].filter(
            // What has a name of that kind is the provider's own note.
            key =>
                !key.startsWith("__") &&
                (normalised.includes(key)
                    ? differsFrom(rows, key, key in stored ? stored[key] : olds[key], news[key])
                    : !isDeepStrictEqual(byContent(olds[key]), byContent(news[key]))),
        );
        const isFixed = (key: string) =>
            fixed.some(path => path === key || (path.startsWith(`${key}.`) && differAt(path, olds, news)));
        const replaces = changes.filter(
            key => isFixed(key) || owners.includes(key) || (places.includes(key) && !global),
        );
        if (goesFirst !== undefined) return { changes, replaces, deletesFirst: replaces.length > 0 && goesFirst(olds) };
        // One that is called so is there already.
        const deletesFirst =
            replaces.length > 0 && name !== undefined && isDeepStrictEqual(olds[name.property], news[name.property]);
        return { changes, replaces, deletesFirst: deletesFirst && !type.endsWith(":TaskDefinition") };
    }

    async create(type: string, inputs: Properties, isPreview: boolean): Promise<{ id: string; outputs: Properties }> {
        const kind = kindOf(type);
        const where = this.whereOf(type, inputs);
        // Not as it is checked: there the engine leaves out what a resource that failed would have said (`--continue-on-error`).
        const missing = (kind.required ?? []).filter(property => inputs[property] === undefined);
        if (missing.length > 0) throw new Error(`MissingParameter: ${missing.join(", ")}`);
        await isUp(this.directory, type, where);
        const known = { ...behaviourOf(type).reported?.(kind, inputs, where), ...inputs };
        if (isPreview) {
            const found = Object.fromEntries(Object.keys(kind.outputs).map(key => [key, unknown]));
            const added = addedTo(kind, inputs, { ...this.making(inputs, where), id: unknown }, unknownIn);
            return { id: "", outputs: { ...known, ...added, ...marked(kind, found) } };
        }
        const after = await meetFaults(this.directory, type, where);
        const making = this.making(inputs, where);
        const id = kind.id(making);
        const self = { type, id, ...where, inputs, outputs: {} };
        this.refuseWrongReferences(self);
        const refusal = kind.refuses?.({ ...making, things: this.cloud.all() });
        if (refusal !== undefined) throw new Error(`InvalidParameter: ${refusal}`);
        const same = this.sameAs(self);
        if (same !== undefined) throw new Error(`AlreadyExists: there is a ${type} ${same} already`);
        // What isn't there is not said, either.
        const found = Object.fromEntries(
            Object.entries(kind.outputs)
                .map(([key, make]) => [key, make({ ...making, id })] as const)
                .filter(([, value]) => value !== undefined),
        );
        const outputs = {
            ...known,
            ...answered(storedOf(type), inputs),
            ...addedTo(kind, inputs, { ...making, id }),
            ...marked(kind, found),
        };
        this.cloud.put({ type, id, ...where, inputs: kept(inputs), outputs: kept(outputs) });
        if (after?.kind === "half") throw new HalfMade({ id, outputs, inputs });
        if (after?.kind === "untold") await pause(after.ms);
        return { id, outputs };
    }

    /** What there is of that id or name already, where no second one may be. */
    private sameAs(self: Thing): string | undefined {
        const { account, id, region, type } = self;
        const inputs = plain(self.inputs) as Properties;
        const kind = kindOf(type);
        const { idempotent, name } = kind;
        const { isInTheWay } = behaviourOf(type);
        // Records that may take another's place.
        if (inputs.allowOverwrite === true || idempotent === true) return undefined;
        if (isInTheWay !== undefined) {
            return this.cloud.allEver().find(thing => thing.type === type && isInTheWay(thing, self, kind))?.id;
        }
        const called = name && name.many !== true && name.byId !== true ? inputs[name.property] : undefined;
        if (
            name?.many !== true &&
            this.cloud.get({ type, id, account, ...(region !== undefined && { region }) }) !== undefined
        )
            return id;
        const isSame = (thing: Thing) =>
            thing.type === type &&
            (name!.everywhere === true || (thing.account === account && thing.region === region)) &&
            thing.inputs[name!.property] === called;
        return typeof called === "string" && this.cloud.allEver().some(isSame) ? called : undefined;
    }

    async read(
        type: string,
        id: string,
        known: Properties,
        knownInputs: Properties,
    ): Promise<{ outputs: Properties; inputs: Properties } | undefined> {
        const thing = this.cloud.get({ type, id, ...this.whereOf(type, known) });
        if (thing === undefined) return undefined;
        await isUp(this.directory, type, thing);
        return {
            outputs: withSecrets(thing.outputs, known) as Properties,
            inputs: withSecrets(thing.inputs, { ...known, ...knownInputs }) as Properties,
        };
    }

    async update(
        type: string,
        id: string,
        olds: Properties,
        news: Properties,
        isPreview: boolean,
    ): Promise<Properties> {
        const kind = kindOf(type);
        const where = this.whereOf(type, news);
        const thing = this.cloud.get({ type, id, ...where });
        await isUp(this.directory, type, where);
        const found = Object.fromEntries(Object.keys(kind.outputs).map(key => [key, olds[key]]));
        const reported = behaviourOf(type).reported?.(kind, news, where);
        const added = addedTo(kind, news, { ...this.making(news, where), id });
        if (isPreview) return { ...reported, ...news, ...added, ...found };
        const outputs = { ...reported, ...answered(storedOf(type), news), ...added, ...found };
        if (thing === undefined) throw new Error(`NotFound: there is no ${type} ${id}`);
        await meetFaults(this.directory, type, where);
        const [changed] = (kind.once ?? []).filter(path => differAt(path, thing.inputs, kept(news)));
        if (changed !== undefined) throw new Error(`PropertyChangeNotAllowed: ${changed} of ${id} can't be changed`);
        this.refuseWrongReferences({ ...thing, inputs: news });
        this.cloud.put({ ...thing, inputs: kept(news), outputs: kept(outputs) });
        return outputs;
    }

    async delete(type: string, id: string, known: Properties): Promise<void> {
        const { guard, held, leaves, stays } = kindOf(type);
        const thing = this.cloud.get({ type, id, ...this.whereOf(type, known) });
        // A newer one may have its id, as revisions of a task definition do.
        const isNewer = typeof known.arn === "string" && thing?.outputs.arn !== known.arn;
        if (thing === undefined || isNewer) return;
        await meetFaults(this.directory, type, thing);
        const kept = metBy(thing.inputs, guard);
        if (kept !== undefined) {
            throw new Error(`OperationNotPermitted: ${kept.property} keeps ${id} from being deleted`);
        }
        const { isIn, lockOf } = behaviourOf(type);
        const isHeld = held === true || metBy(thing.inputs, held) !== undefined;
        const things = isHeld || isIn !== undefined || lockOf !== undefined ? this.cloud.all() : [];
        const lock = lockOf?.(thing, things);
        if (lock !== undefined) throw new Error(`ScopeLocked: ${lock.id} keeps ${id} from being deleted`);
        const [user] = isHeld ? namedBy(thing, things) : [];
        if (user !== undefined) {
            throw new Error(`DependencyViolation: ${id} has a dependent object: ${user.type} ${user.id}`);
        }
        if (stays === true || metBy(thing.inputs, stays) !== undefined) return;
        for (const part of thingsIn(thing, things)) this.cloud.remove(part);
        if (leaves === "name") this.cloud.put({ ...thing, gone: true });
        else this.cloud.remove(thing);
    }

    async invoke(token: string, args: Properties): Promise<Properties> {
        const { answers, whereOf } = behaviourOf(token);
        const things = () => this.cloud.all();
        const answer = answers[token];
        if (answer === undefined) {
            throw new Error(`the fake provider knows no ${token}; add it to tests/rehearsal/stand-in`);
        }
        const where = whereOf({ id: () => "", outputs: {} }, args, this.home, things);
        await isUp(this.directory, token, where);
        return answer(where, { args, things: things() });
    }

    private whereOf(type: string, inputs: Properties): Where {
        return behaviourOf(type).whereOf(kindOf(type), inputs, this.home, () => this.cloud.all());
    }

    private making(inputs: Properties, where: Where): Making {
        return {
            ...where,
            inputs: plain(inputs) as Properties,
            hex: digits =>
                randomBytes(Math.ceil(digits / 2))
                    .toString("hex")
                    .slice(0, digits),
            find: id => this.cloud.all().find(thing => thing.id === id),
        };
    }

    private refuseWrongReferences(self: Thing): void {
        const wrong = wrongReferences(self, this.cloud.all());
        if (wrong.length > 0) throw new Error(`InvalidParameter: ${wrong.join("; ")}`);
    }
}

function storedOf(type: string): readonly Stored[] {
    return behaviourOf(type).stored?.[type] ?? [];
}

/** Files are the same wherever they are. */
function byContent(value: unknown): unknown {
    return isAsset(value) ? value.hash : value;
}

export function kept(properties: Properties): Properties {
    return withoutSecrets(properties) as Properties;
}

function marked({ secret = [] }: Kind, outputs: Properties): Properties {
    return Object.fromEntries(
        Object.entries(outputs).map(([key, value]) => [key, secret.includes(key) ? asSecret(value) : value]),
    );
}

/** Inputs that the cloud says more of. */
function addedTo(
    { adds = {} }: Kind,
    inputs: Properties,
    made: Making & { readonly id: string },
    known: (added: unknown) => unknown = added => added,
): Properties {
    return Object.fromEntries(
        Object.entries(adds).flatMap(([key, add]) => {
            const added = add(made);
            return added === undefined ? [] : [[key, merged(inputs[key], known(added))]];
        }),
    );
}

function differAt(path: string, olds: Properties, news: Properties): boolean {
    return !isDeepStrictEqual(at(olds, path), at(news, path));
}

/** As providers do: the resource's name in the program, and unique characters. */
function autoNamed({ name }: Kind, urn: string, olds: Properties, news: Properties, seed: Buffer): Properties {
    if (name?.auto === undefined || news[name.property] !== undefined) return news;
    const { property, auto } = name;
    if (olds[property] !== undefined) return { ...news, [property]: olds[property] };
    const called = urn.split("::").at(-1)!;
    const random = createHash("sha256").update(seed).update(urn).digest("hex");
    const made =
        typeof auto === "number" ? `${called}-${random.slice(0, 7)}`.slice(-auto) : auto(called, random.slice(0, 32));
    return { ...news, [property]: made };
}

function nameFailures({ name }: Kind, inputs: Properties) {
    const value = name && plain(inputs[name.property]);
    return typeof value !== "string" || value === unknown || name!.pattern.test(value)
        ? []
        : [{ property: name!.property, reason: `'${value}' does not match ${String(name!.pattern)}` }];
}
