import type { Properties } from "./properties";

/** A resource, as an update, a preview or an exported state tells of it. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly properties: Properties;
    /** Of the provider that makes it, where that is told. */
    readonly provider?: Properties;
    /** It only groups others, which are told of themselves. */
    readonly isComponent?: boolean;
    /** URNs of what each property comes from. */
    readonly comesFrom: Readonly<Record<string, readonly string[]>>;
}
