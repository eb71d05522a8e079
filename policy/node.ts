import type { DataClass } from "../components/plan/residency";
import type { Placed, Row } from "./facts/fact";
import type { Resource } from "./resource";
import type { KnownCell } from "./setting";

/** A resource, with what is known of it. */
export interface Node {
    readonly resource: Resource;
    /** None: the pack knows nothing of its type. */
    readonly row: Row | undefined;
    readonly placed: Placed;
    /** None: it is in none that is known. */
    readonly cell: KnownCell | undefined;
    readonly dataClass: DataClass;
}
