import type { Kind, Making } from "../kind";
import { called, type Made, rfc1035, text, time } from "./forms";

const v1 = "https://www.googleapis.com/compute/v1/";

/** Where each is below its project. */
const scopes = {
    global: () => "global",
    region: ({ region = "" }: Making) => `regions/${region}`,
    zone: ({ inputs, region = "" }: Making) => `zones/${text(inputs.zone) || `${region}-b`}`,
};

export const idOf = (scope: keyof typeof scopes, collection: string) => (making: Making) =>
    `projects/${making.account}/${scopes[scope](making)}/${collection}/${text(making.inputs.name)}`;
export const link = ({ id }: Made) => `${v1}${id}`;

/** Something of Compute Engine: known by its path, and by the link to it; it can't go while others name it. */
export const compute = (scope: keyof typeof scopes, collection: string, more: Partial<Kind> = {}): Kind => ({
    ...(scope === "global" && { global: true }),
    id: idOf(scope, collection),
    name: called(rfc1035),
    held: true,
    ...more,
    fixed: ["name", ...(more.fixed ?? [])],
    outputs: { selfLink: link, creationTimestamp: time, ...more.outputs },
});
