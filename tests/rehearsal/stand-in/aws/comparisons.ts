import { sorted } from "../values";
import { containersForm, policyForm } from "./documents";

/** The forms in which the provider of AWS compares what it has stored with an input. */
type Comparison = (value: unknown) => unknown;

/** A text that can't be read is compared as it is. */
const ofText =
    (read: (text: string) => unknown): Comparison =>
    value => {
        if (typeof value !== "string") return value;
        try {
            return read(value);
        } catch {
            return value;
        }
    };

export const exact: Comparison = value => value;
/** `null` is a member as any other is. */
export const equivalentJson = ofText(text => JSON.parse(text) as unknown);
export const equivalentPolicy = ofText(policyForm);
export const equivalentContainers = ofText(containersForm);
export const asSet: Comparison = value => (Array.isArray(value) ? sorted(value) : value);
export const asNumber = ofText(Number);
/** Of a host: without case, and without the dot that ends it. */
export const asHost = ofText(text => text.toLowerCase().replace(/\.$/, ""));
/** Of a key: its ARN says the same. */
export const asKeyId = ofText(text => text.split("/").at(-1));
