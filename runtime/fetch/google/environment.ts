import type { VariableOf } from "../../../components/plan/serving/programs";
import type { Variable, VariableReader } from "../../variables";
import { endpoint, ofPlatform } from "../endpoints";

export interface GoogleSettings {
    readonly storage: URL;
    /** An emulator gets requests without a token. */
    readonly isEmulated: boolean;
    readonly metadata: URL;
}

/** Vendor's tools take both with and without a scheme. */
function withScheme<Name extends string>(variable: Variable<URL, Name>): Variable<URL, Name> {
    return { ...variable, parse: text => variable.parse(/^https?:/.test(text) ? text : `http://${text}`) };
}

const STORAGE_EMULATOR_HOST = withScheme(endpoint("STORAGE_EMULATOR_HOST"));
const GCE_METADATA_HOST = withScheme(ofPlatform("GCE_METADATA_HOST"));

export function readGoogle(read: VariableReader<VariableOf<"fetch">>): GoogleSettings {
    const emulator = read.optional(STORAGE_EMULATOR_HOST);
    const other = read.optional(endpoint("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE"));
    return {
        storage: emulator ?? other ?? new URL("https://storage.googleapis.com"),
        isEmulated: emulator !== undefined,
        metadata: read.optional(GCE_METADATA_HOST) ?? new URL("http://metadata.google.internal"),
    };
}
