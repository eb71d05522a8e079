import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { accessKeyForm } from "../../components/plan/store/access-key";
import type { VariableOf } from "../../components/plan/serving/programs";
import { endpoint } from "../fetch/endpoints";
import type { AwsCredentials } from "../s3/signature";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import { CELL, integer, matching, REGION, type Variable, VariableReader } from "../variables";

/** What a run is configured with. */
export interface Environment {
    readonly cell: string;
    /** The backup location, whose server of the store it calls. */
    readonly region: string;
    readonly store: StoreAddress;
    /** The file that lists the tables, as for an operator. */
    readonly spec: string;
    readonly bucket: { readonly url: URL; readonly region: string; readonly prefix: string };
    /** Files of secrets. */
    readonly accessKey: string;
    readonly encryptionKey: string;
    readonly deadlineMs: number;
    readonly task: Backup | Restore;
}

/** Makes a copy, and deletes those that are too old. */
export interface Backup {
    readonly kind: "backup";
    readonly retainDays: number;
}

/** Restores a copy. */
export interface Restore {
    readonly kind: "restore";
    /** Default: the newest. */
    readonly copy?: string;
    /** Whether tables that have items are replaced. */
    readonly replace: boolean;
}

const TASK: Variable<"backup" | "restore", "TASK"> = {
    name: "TASK",
    parse: text => (text === "backup" || text === "restore" ? text : undefined),
    allowed: "backup, restore",
    remedy: "set it to what is to be done",
};

const path = <Name extends string>(name: Name, remedy: string): Variable<string, Name> => ({
    name,
    parse: text => resolve(text),
    allowed: "a path",
    remedy,
});
const SPEC = path("SPEC", "set it to the file that lists the tables");
const ACCESS_KEY_FILE = path("ACCESS_KEY_FILE", "set it to the file of the bucket's access key, as <id>:<secret>");
const ENCRYPTION_KEY_FILE = path("ENCRYPTION_KEY_FILE", "set it to the file of the key by which copies are encrypted");

const BUCKET: Variable<URL, "BUCKET"> = {
    ...endpoint("BUCKET"),
    parse: text => {
        const url = endpoint("BUCKET").parse(text.replace(/\/$/, ""));
        return url !== undefined && /^\/[a-z0-9][a-z0-9._-]{1,62}$/.test(url.pathname) && url.search === ""
            ? url
            : undefined;
    },
    allowed: "https://<host>/<bucket>; http: for a loopback address only",
    remedy: "set it to the address of the bucket",
};

const BUCKET_REGION: Variable<string, "BUCKET_REGION"> = {
    name: "BUCKET_REGION",
    parse: matching(/^[a-z0-9][a-z0-9-]{0,62}$/),
    allowed: "lower-case letters, digits and hyphens",
    remedy: "unset it for us-east-1, or set it to the region by which the bucket's store checks signatures",
};

const PREFIX: Variable<string, "PREFIX"> = {
    name: "PREFIX",
    parse: matching(/^([a-zA-Z0-9][a-zA-Z0-9._-]*\/)+$/),
    allowed: "folders of letters, digits, '.', '_' and '-', each with a / after it",
    remedy: "set it to what keys of the cell's copies begin with",
};

const RETAIN_DAYS: Variable<number, "RETAIN_DAYS"> = {
    name: "RETAIN_DAYS",
    parse: integer(1, 3650),
    allowed: "a whole number from 1 to 3650",
    remedy: "unset it for 35, or set it to the days that a copy is retained",
};

const DEADLINE_SECONDS: Variable<number, "DEADLINE_SECONDS"> = {
    name: "DEADLINE_SECONDS",
    parse: integer(1, 1_000_000),
    allowed: "a whole number from 1 to 1000000",
    remedy: "set it to the limit of a run",
};

const COPY: Variable<string, "COPY"> = {
    name: "COPY",
    parse: matching(/^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}$/),
    allowed: "the name of a copy, as in 20260131T120000.000Z-0a1b2c",
    remedy: "unset it for the newest copy",
};

const REPLACE: Variable<boolean, "REPLACE"> = {
    name: "REPLACE",
    parse: text => ({ true: true, false: false })[text],
    allowed: "true, false",
    remedy: "set it to true to replace the items of tables by those of the copy",
};

/** Reads the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"backup">>(env);
    const tls = read.tlsFiles();
    if (tls === undefined) read.missTls();
    const kind = read.required(TASK);
    const retainDays = read.required(RETAIN_DAYS, 35);
    const [copy, replace] = [read.optional(COPY), read.optional(REPLACE)];
    const environment: Environment = {
        cell: read.required(CELL),
        region: read.required(REGION),
        store: readStore(read, tls!, kind, "any"),
        spec: read.required(SPEC),
        bucket: {
            url: read.required(BUCKET),
            region: read.required(BUCKET_REGION, "us-east-1"),
            prefix: read.required(PREFIX),
        },
        accessKey: read.required(ACCESS_KEY_FILE),
        encryptionKey: read.required(ENCRYPTION_KEY_FILE),
        deadlineMs: read.required(DEADLINE_SECONDS) * 1000,
        task:
            kind === "restore"
                ? { kind, ...(copy !== undefined && { copy }), replace: replace ?? false }
                : { kind, retainDays },
    };
    read.refuse();
    return environment;
}

/** `<id>:<secret>`, as in the config. Errors contain nothing of the file. */
export function readAccessKey(file: string): AwsCredentials {
    const [, accessKeyId, secretAccessKey] = accessKeyForm.exec(readSecret(file)) ?? [];
    if (accessKeyId === undefined || secretAccessKey === undefined) {
        throw new Error(`${file} holds no access key, expected <id>:<secret>; set the secret of the config again`);
    }
    return { accessKeyId, secretAccessKey };
}

export function readSecret(file: string): string {
    return readFileSync(file, "utf8").trim();
}
