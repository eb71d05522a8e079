import { localKinds } from "../../components/plan/clouds/local-kinds";
import type { Resource } from "../resource";
import type { Placed, Row } from "./fact";

/** It all lies where the engine runs: there is no other place that it could go to. */
const nowhere = (): Placed => ({ is: "nowhere" });

/** What the pack knows of this machine, by type. */
export const rows: Readonly<Record<string, Row>> = Object.fromEntries(
    localKinds.map(type => [`pulumi-nodejs:dynamic/local:${type}`, { place: nowhere }]),
);

/** Where the code of a program's own dynamic resource puts things is not known. */
export const placeOf = (_: Resource): Placed => ({
    is: "undetermined",
    reason: "it is created by a program's own code",
});

export const tags = { cell: [], dataClass: [] };
export const spellings = (): readonly string[] => [];
export const kindOf = (): undefined => undefined;
export const placeNamed = (): undefined => undefined;
