import type { Properties } from "./values";

/** Where something is. */
export interface Where {
    readonly account: string;
    /** None: it is one for all regions. */
    readonly region?: string;
}

/** Something that a cloud has. */
export interface Thing extends Where {
    readonly type: string;
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
    /** It was deleted, and left its name (`Kind.leaves`). */
    readonly gone?: true;
}

/** What a cloud finds out when it makes something. */
export interface Making extends Where {
    readonly inputs: Properties;
    /** Unique hexadecimal digits. */
    readonly hex: (digits: number) => string;
    readonly find: (id: string) => Thing | undefined;
}

/** That an input is so. */
export interface Condition {
    readonly property: string;
    readonly while: boolean | string;
    /** What counts where the input says nothing. Default: false. */
    readonly otherwise?: boolean | string;
}

export type Conditions = Condition | readonly Condition[];

/** The first of some conditions that is met. */
export function metBy(inputs: Properties, conditions: Conditions = []): Condition | undefined {
    return [conditions].flat().find(each => (inputs[each.property] ?? each.otherwise ?? false) === each.while);
}

/** Whether a path is that of one of these inputs, or of something in it: `template.containers.0.image`, of `template.containers`. */
export function isOf(path: string, inputs: readonly string[] = []): boolean {
    return inputs.some(input => path === input || path.startsWith(`${input}.`));
}

/** How a type behaves. What is not said here, the fake provider takes as it comes. */
export interface Kind {
    /** One for all regions. */
    readonly global?: true;
    /** Where it is if nothing is said, whatever its provider says. */
    readonly place?: string;
    /** It is where what it is in is, which that input names, or its own id (`true`). */
    readonly within?: string | true;
    readonly id: (making: Making) => string;
    /** Beside its inputs; their names are known before. */
    readonly outputs: Readonly<Record<string, (making: Making & { readonly id: string }) => unknown>>;
    /** What the cloud adds to inputs that are objects, by input; by its id and inputs alone, for an update makes it again. */
    readonly adds?: Readonly<Record<string, (making: Making & { readonly id: string }) => Properties | undefined>>;
    /** Must be there. */
    readonly required?: readonly string[];
    /** Recreated where one of these changes: inputs, or paths in them (`resource.partitionKey`). */
    readonly fixed?: readonly string[];
    /** Inputs, or paths in them, that are said once: an update that changes one of these is refused. */
    readonly once?: readonly string[];
    /**
     * What it is called by, and what may be called so. `auto`: the provider makes one, of so many characters at most, or from its name in
     * the program and 32 hexadecimal digits. `many`: several of a
     * region may be called the same. `everywhere`: no other account may have one that is called so. `byId`: its id says what it is
     * in, where another one may not be called so.
     */
    readonly name?: {
        readonly property: string;
        readonly pattern: RegExp;
        readonly auto?: number | ((name: string, digits: string) => string);
        readonly many?: true;
        readonly everywhere?: true;
        readonly byId?: true;
    };
    /** What keeps it from being deleted. */
    readonly guard?: Conditions;
    /** What else it may be refused for when it is made. */
    readonly refuses?: (making: Making & { readonly things: readonly Thing[] }) => string | undefined;
    /** Texts of these inputs are none that name something: policies, documents. `a.b`: of what `a` says under `b`. */
    readonly documents?: readonly string[];
    /** Inputs that are another thing's name, of that type, or hold such names. */
    readonly parents?: Readonly<Record<string, string>>;
    /** A delete leaves it where it is, always or while an input says so: its name can't be used again after that. */
    readonly stays?: true | Conditions;
    /** Deleted, but for its name: that can't be used again. */
    readonly leaves?: "name";
    /** Making it where it is already changes nothing. */
    readonly idempotent?: true;
    /** Of these inputs what is named may be in another region. */
    readonly elsewhere?: readonly string[];
    /** Of these inputs what is named must be in the same region, where the cloud doesn't ask that of all. */
    readonly near?: readonly string[];
    /** Of these inputs what is named must be of the same account, where the cloud asks that of some only. */
    readonly sameAccount?: readonly string[];
    /** Of these inputs what is named must be of one of these types. */
    readonly takes?: Readonly<Record<string, readonly string[]>>;
    /** It can't go while others name it. */
    readonly held?: true | Conditions;
    /** Outputs that are secrets. */
    readonly secret?: readonly string[];
}
