import { behaviourOf, kindOf } from "./behaviours";
import { isOf, type Kind, type Thing } from "./kind";
import { textsIn } from "./values";

/** What something names, and by which property. */
interface Named {
    readonly path: string;
    readonly text: string;
    readonly thing: Thing | undefined;
}

/** What is wrong with what something names: it isn't there, or is where it can't be used from. */
export function wrongReferences(self: Thing, things: readonly Thing[]): string[] {
    const kind = kindOf(self.type);
    const { outOfReach } = behaviourOf(self.type);
    return namedIn(self, things).flatMap(({ path, text, thing }) => {
        if (thing === undefined) return [`${path}: ${text} does not exist`];
        const reason = outOfReach(thing, self, { kind, path });
        return reason === undefined ? [] : [`${path}: ${text} ${reason}`];
    });
}

/** Who names a thing. */
export function namedBy(thing: Thing, things: readonly Thing[]): Thing[] {
    return things.filter(
        other =>
            (other.type !== thing.type || other.id !== thing.id) &&
            namedIn(other, [thing]).some(named => named.thing === thing),
    );
}

/** What goes with a thing, for being in it. */
export function thingsIn(thing: Thing, things: readonly Thing[]): Thing[] {
    const { isIn = () => false } = behaviourOf(thing.type);
    return things.filter(other => isIn(other, thing));
}

function namedIn(self: Thing, things: readonly Thing[]): Named[] {
    const { documents = [], parents = {} } = kindOf(self.type);
    const { isReference } = behaviourOf(self.type);
    return textsIn(self.inputs).flatMap(({ path, text }): Named[] => {
        if (isReference(text, self)) {
            return isOf(path, documents) ? [] : [{ path, text, thing: calledSo(text, self, things) }];
        }
        const [, type] = Object.entries(parents).find(([input]) => isOf(path, [input])) ?? [];
        return type === undefined ? [] : [{ path, text, thing: parentCalled(text, type, self, things) }];
    });
}

/** By an id, or whatever else others call it by. A thing may name a part of itself, too. */
function calledSo(text: string, self: Thing, things: readonly Thing[]): Thing | undefined {
    const { isPartOf, namesOf } = behaviourOf(self.type);
    return (
        things.find(thing => namesOf(thing).includes(text) || isPartOf(text, thing)) ??
        (isPartOf(text, self) ? self : undefined)
    );
}

/** By its name alone: of several, the one of the same region. */
function parentCalled(text: string, type: string, self: Thing, things: readonly Thing[]): Thing | undefined {
    const { isIn } = behaviourOf(self.type);
    const { everywhere, property } = nameOf(type);
    const isCalledSo = (thing: Thing) =>
        isIn?.(self, thing) ??
        ((everywhere === true || thing.account === self.account) &&
            (thing.inputs[property] === text || thing.id === text));
    const called = things.filter(thing => thing.type === type && isCalledSo(thing));
    return called.find(({ region }) => region === self.region) ?? called[0];
}

function nameOf(type: string): NonNullable<Kind["name"]> {
    const { name } = kindOf(type);
    if (name === undefined) throw new Error(`nothing says what a ${type} is called`);
    return name;
}
