import type { FlowKind } from "../../components/plan/residency";
import type { Read } from "../properties";
import type { Resource } from "../resource";

/** Where something is: refs of places, nowhere (names, roles), or somewhere that isn't known. */
export type Placed =
    | { readonly is: "at"; readonly places: readonly string[] }
    | { readonly is: "nowhere" }
    | { readonly is: "undetermined"; readonly reason: string };

/** Types by name, or by a pattern that they all meet. */
export type Types = readonly string[] | RegExp;

/** The other end of something: a place, what says so itself, or another resource by whatever names it. */
export type End =
    | { readonly self: true }
    | { readonly place: string }
    | {
          readonly named: Read<string>;
          /** The property that it is of: what that comes from says more where the name isn't known. */
          readonly property: string;
          /** Types that it can be of, where things of other types may have the same name. */
          readonly of?: Types;
          /** The place that it is in, where that is said beside its name. */
          readonly beside?: string;
          /** A bare name, that its cloud looks up where it is said and nowhere else. */
          readonly isHere?: true;
      }
    | {
          /** Whatever of the stack is in an account, one for each cell: all that says no other, where that isn't known. */
          readonly everythingOf: Read<string>;
          /** Of that, what is in one of these places only. */
          readonly in?: readonly string[];
      };

/** Data going somewhere, by what a resource says. */
export interface FlowFact {
    readonly kind: FlowKind;
    readonly to: End;
    /** Whose data it is, where that isn't the resource's own: `destination` of what joins two others. */
    readonly from?: End;
    /** Path of the property that says so. */
    readonly path: string;
    /** Of a failover: the property that all have in common which stand in for each other. Default: `name`. */
    readonly together?: string;
    /** It may be anything: data goes there only if its location is known. */
    readonly isPerhaps?: true;
    /** A failover without health checks, which never happens. */
    readonly isSteady?: true;
    /** What comes there that way can be under its vendor's key only. */
    readonly underVendorsKey?: true;
}

export type Encryption =
    | { readonly by: "nobody" }
    | { readonly by: "provider" }
    | { readonly by: "customer"; readonly key: End }
    /** As what it is made of, or is a part of: that one tells. Where it is of another stack, `otherwise`. */
    | { readonly by: "source"; readonly source: End; readonly otherwise: Encryption }
    /** With a reason, encrypted it is: only under which key isn't seen here, or not before the first update. */
    | { readonly by: "undetermined"; readonly path: string; readonly reason?: string; readonly isMadeLater?: true };

/** Something that must hold, and what is said of it. */
export interface Claim {
    readonly holds: boolean | "undetermined";
    readonly path: string;
    /** It is made of what isn't there before the first update, as policies of almost every stack are: the next preview tells. */
    readonly isMadeLater?: true;
}

/** What a resource can reveal. */
export const contents = ["data", "copies", "logs", "secrets", "artifacts", "keys"] as const;

/** How a type tells its facts. What a row doesn't say, doesn't apply to the type. */
export interface Row {
    /** Default: nothing readable. */
    readonly holds?: (typeof contents)[number];
    /** It works on data that it doesn't keep: of requests, or of what it reads. */
    readonly runs?: true;
    /** Default: by the cloud's own rule. */
    readonly place?: (resource: Resource) => Placed;
    readonly encryption?: (resource: Resource) => Encryption;
    readonly flows?: (resource: Resource) => readonly FlowFact[];
    /** Properties by which others name it, beside its id, ARN and name; those alone, where it tells of another. */
    readonly names?: readonly string[];
    /** What else it is called, by several things that it says. */
    readonly called?: (resource: Resource) => readonly string[];
    /** Those in its id, ARN and name that refer to another resource, on which it has an effect. */
    readonly foreign?: readonly string[];
    /** What it says of another resource, and not of itself. It is where that is. */
    readonly about?: (resource: Resource) => End;
    /** What it lies in: it is where that is, and of the same cell and class if it says no other. */
    readonly within?: (resource: Resource) => End;
    /** What rules ask of the type, each by the rule's id; nothing where a resource leaves that to another. */
    readonly claims?: Readonly<Record<string, (resource: Resource) => Claim | undefined>>;
    /** What another resource has to state about it, by the rule's id; with the finding if none does. */
    readonly needs?: Readonly<Record<string, string>>;
    /** Whether it takes in whatever is where it is, without naming it. */
    readonly sweeps?: (resource: Resource) => boolean;
    /** What it makes is not among the resources of the stack, which is what there is to report of it. */
    readonly opaque?: string;
    /** Where the data is that it grants access to. */
    readonly reaches?: (resource: Resource) => readonly Reach[];
}

/** Where data is that a grant makes readable: refs of locations, any location of the cloud, or unknown. */
export interface Reach {
    readonly path: string;
    readonly places: readonly string[] | "everywhere" | "undetermined";
}
