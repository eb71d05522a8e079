import { resolve } from "node:path";

import type { VariableOf } from "../../components/plan/serving/programs";
import { MODEL_DIGEST, MODEL_URI } from "../model-file";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import { integer, matching, REGION, type Variable, VariableReader } from "../variables";
import { readAws } from "./aws/environment";
import type { AwsSettings } from "./aws/environment";
import { readAzure, type AzureSettings } from "./azure/environment";
import { hidden } from "./endpoints";
import { readGoogle, type GoogleSettings } from "./google/environment";
import { allowedLocations, type Location, locationIn, shownLocation } from "./location";

/** What a run is configured with: one release, from where and to which file. */
export interface Environment {
    readonly location: Location;
    /** The file that the release becomes, or the directory. */
    readonly file: string;
    /** Whether it is an archive, which is unpacked. */
    readonly unpack?: "tar";
    /** The SHA-256 that it must have. */
    readonly digest: string;
    readonly maxBytes: number;
    readonly deadlineMs: number;
    /** Sent as a bearer token to an https source. */
    readonly token?: string;
    /** The directory of a `config.json` with logins of registries. */
    readonly logins?: string;
    readonly aws: AwsSettings;
    readonly google: GoogleSettings;
    readonly azure: AzureSettings;
    readonly store?: StoreAddress;
}

const SOURCE_URI: Variable<Location, "SOURCE_URI"> = {
    name: "SOURCE_URI",
    parse: locationIn,
    allowed: allowedLocations,
    remedy: "set it to where the release is read from",
    shown: shownLocation,
};

const UNPACK: Variable<"tar", "UNPACK"> = {
    name: "UNPACK",
    parse: text => (text === "tar" ? text : undefined),
    allowed: "tar",
    remedy: "unset it for a release of one file",
};

const MAX_BYTES: Variable<number, "MAX_BYTES"> = {
    name: "MAX_BYTES",
    parse: integer(1, 999_999_999_999),
    allowed: "a whole number from 1 to 999999999999",
    remedy: "unset it for no limit but the disk",
};

const DEADLINE_SECONDS: Variable<number, "DEADLINE_SECONDS"> = {
    name: "DEADLINE_SECONDS",
    parse: integer(1, 86_400),
    allowed: "a whole number from 1 to 86400",
    remedy: "unset it for 3600",
};

const SOURCE_TOKEN: Variable<string, "SOURCE_TOKEN"> = {
    name: "SOURCE_TOKEN",
    parse: matching(/^[\x21-\x7e]+$/),
    allowed: "printable ASCII without spaces",
    remedy: "unset it, or set it to the bearer token that the https source wants",
    shown: hidden,
};

const DOCKER_CONFIG: Variable<string, "DOCKER_CONFIG"> = {
    name: "DOCKER_CONFIG",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "unset it, or set it to the directory of a config.json with logins of registries",
};

/** Reads the contract; throws `ConfigFaults` with every faulty variable. An empty variable counts as not set. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"fetch">>(env);
    const found = {
        location: read.required(SOURCE_URI),
        file: read.required(MODEL_URI),
        digest: read.required(MODEL_DIGEST),
        unpack: read.optional(UNPACK),
        maxBytes: read.required(MAX_BYTES, Infinity),
        deadlineMs: read.required(DEADLINE_SECONDS, 3_600) * 1000,
        token: read.optional(SOURCE_TOKEN),
        logins: read.optional(DOCKER_CONFIG),
        aws: readAws(read),
        google: readGoogle(read),
        azure: readAzure(read),
        store: storeIn(read, env.STORE_HOST ?? "", env.SOURCE_URI ?? ""),
    };
    refuseMissing(read, found);
    read.refuse();
    return found;
}

function storeIn(read: VariableReader<VariableOf<"fetch">>, host: string, uri: string): StoreAddress | undefined {
    const tls = read.tlsFiles();
    if (host === "" && uri !== "store:") return undefined;
    if (tls === undefined) read.missTls();
    return readStore(read, tls!, "models", read.required(REGION));
}

/** What one kind of source can't do without. */
function refuseMissing(
    read: VariableReader<VariableOf<"fetch">>,
    { location, aws }: Pick<Environment, "aws"> & { readonly location: Location | undefined },
): void {
    if (location?.kind !== "s3" || aws.region !== undefined) return;
    read.fault({
        code: "environment/variable-missing",
        path: "AWS_REGION",
        problem: "not set, expected a region of AWS, as in eu-west-1",
        remedy: "set it to the region of the bucket",
    });
}
