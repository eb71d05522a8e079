import type { Resource } from "../resource";
import type { Placed, Row } from "./fact";

/** What the pack knows of a cloud. */
export interface CloudFacts {
    /** By type. */
    readonly rows: Readonly<Record<string, Row>>;
    /** Where something is whose row says nothing of it; with those of its names that are another's. */
    readonly placeOf: (resource: Resource, foreign?: readonly string[]) => Placed;
    /** Properties that say which cell something belongs to, and what class its data is: the first that is there. */
    readonly tags: {
        readonly cell: string | readonly string[];
        readonly dataClass: string | readonly string[];
        /** The same as a list of keys and values, as groups of machines have it: the property, and the keys in it. */
        readonly listed?: { readonly property: string; readonly cell: string; readonly dataClass: string };
        /** What providers put on everything they make, where something doesn't say another: a property of theirs, and what is in it. */
        readonly ofProvider?: { readonly property: string; readonly cell: string; readonly dataClass: string };
    };
    /** The account or project that something is in, where that is known and things of several can be in one stack. */
    readonly accountOf?: (resource: Resource) => string | undefined;
    /** What else a name can stand for: a bucket's ARN for its name. The nearest first. */
    readonly spellings: (name: string) => readonly string[];
    /** What a name can be of that has a form of the cloud's own: types, or their beginnings. None: it has no such form. */
    readonly kindOf: (name: string) => string | undefined;
    /** Whether a name refers only to a resource of its own region: a key's id. */
    readonly isHere?: (name: string) => boolean;
    /** The place that a name itself says: the region of an ARN. */
    readonly placeNamed: (name: string) => string | undefined;
}
