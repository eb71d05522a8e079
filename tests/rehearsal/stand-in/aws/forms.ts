import type { Kind, Making } from "../kind";

export type Made = Making & { readonly id: string };
export const text = (value: unknown) => (typeof value === "string" ? value : "");
export const arn = (service: string, rest: (made: Made) => string) => (made: Made) =>
    `arn:aws:${service}:${made.region ?? ""}:${made.account}:${rest(made)}`;
export const input =
    (property: string) =>
    ({ inputs }: Making) =>
        String(inputs[property]);
export const own = ({ id }: Made) => id;
export const prefixed =
    (prefix: string) =>
    ({ hex }: Making) =>
        `${prefix}-${hex(17)}`;
export const word = /^[\w+=,.@-]{1,64}$/;
export const uuid = ({ hex }: Making) => [8, 4, 4, 4, 12].map(hex).join("-");
/** What joins two things, and is known by both. */
export const joining = (...properties: readonly string[]): Kind => ({
    id: making => properties.map(property => String(making.inputs[property])).join("/"),
    outputs: {},
    required: properties,
    fixed: properties,
});
