import type { Kind, Thing, Where } from "./kind";
import type { Stored } from "./stored";
import type { Properties } from "./values";

/** How one cloud behaves, and its provider before it. */
export interface Behaviour {
    readonly kinds: Readonly<Record<string, Kind>>;
    /** Inputs that are stored in another form than the program's, or compared by content, by type. Default: none. */
    readonly stored?: Readonly<Record<string, readonly Stored[]>>;
    /** What is asked of it without anything being made, by token. */
    readonly answers: Readonly<Record<string, (where: Where, asked: Asked) => Properties>>;
    /** Where a provider makes what says nothing else, by its configuration. */
    readonly homeOf: (config: Properties) => Where;
    /** Where something of these inputs is. `things`: what there is, which what is within another thing is found by. */
    readonly whereOf: (kind: Kind, inputs: Properties, home: Where, things: () => readonly Thing[]) => Where;
    /** Inputs as the provider completes them, before it checks them: beside a name, which it has made already. */
    readonly completed?: (kind: Kind, checked: Completing) => Properties;
    /** Whether what is to be recreated goes first. Default: it does where both are called the same. */
    readonly goesFirst?: (olds: Properties) => boolean;
    /** Whether something is in another one, with which it goes, and which its `parents` name. Default: `parents` are names, and nothing is. */
    readonly isIn?: (thing: Thing, other: Thing) => boolean;
    /** Whether what there is, or was, keeps one of its type from being made. Default: by id or name, in its region and account. */
    readonly isInTheWay?: (there: Thing, made: Thing, kind: Kind) => boolean;
    /** What keeps something from being deleted, beside its own inputs. */
    readonly lockOf?: (thing: Thing, things: readonly Thing[]) => Thing | undefined;
    /** Inputs that say where something is, the first one being the usual one: it is recreated where one of them changes. */
    readonly places: readonly [string, ...string[]];
    /** Inputs that say whose something is: it is recreated where one of them changes, though it is one for all regions. */
    readonly owners?: readonly string[];
    /** What its provider tells of where something is, beside what its inputs say; it is known before. */
    readonly reported?: (kind: Kind, inputs: Properties, where: Where) => Properties;
    /** Whether a text names something that must be there, said by something that is there. */
    readonly isReference: (text: string, from: Where) => boolean;
    /** What others call it by. */
    readonly namesOf: (thing: Thing) => readonly string[];
    /** Whether what is named is of it, though it isn't the thing itself: a version, a part. */
    readonly isPartOf: (text: string, thing: Thing) => boolean;
    /** Why something can't be named from there at that path of the inputs, if it can't: `is in eu-west-1, not in eu-central-1`. */
    readonly outOfReach: (
        named: Thing,
        from: Where,
        by: { readonly kind: Kind; readonly path: string },
    ) => string | undefined;
}

/** A question, and what there is. */
export interface Asked {
    readonly args: Properties;
    readonly things: readonly Thing[];
}

/** What a provider knows when it checks inputs. */
export interface Completing {
    /** As the program says them. */
    readonly asked: Properties;
    readonly named: Properties;
    /** None: it is recreated, or for the first time. */
    readonly olds: Properties;
    readonly home: Where;
    readonly things: () => readonly Thing[];
}

/** Another account or region, where that matters. */
export function elsewhere(named: Where, from: Where): { readonly account?: string; readonly region?: string } {
    const account =
        named.account === from.account ? undefined : `is of account ${named.account}, not of ${from.account}`;
    const isElsewhere = named.region !== undefined && from.region !== undefined && named.region !== from.region;
    const region = isElsewhere ? `is in ${named.region}, not in ${from.region}` : undefined;
    return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}
