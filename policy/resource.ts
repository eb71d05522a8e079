import type { Properties } from "./properties";

/** A resource, as an update, a preview or an exported state tells of it. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly properties: Properties;
    /** Of its provider, if that is known. */
    readonly provider?: Properties;
    /** It only groups other resources, which are evaluated themselves. */
    readonly isComponent?: boolean;
    /** URNs of what each property comes from. */
    readonly comesFrom: Readonly<Record<string, readonly string[]>>;
}
