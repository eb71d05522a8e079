import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import { CELL, HOST, integer, matching, OWN_HEALTH_PORT, REGION, type Variable, VariableReader } from "../variables";

/** What a certifier is configured with. */
export interface Environment {
    readonly cell: string;
    readonly region: string;
    /** The file that lists Secrets and the names in their certificates. It is watched. */
    readonly certificates: string;
    /** Files of the region's intermediate and of the root above it. They are watched. */
    readonly authority: AuthorityFiles;
    /** Of the Secrets and of the lease. */
    readonly namespace: string;
    /** Identity in the lease. */
    readonly podName: string;
    readonly lease: string;
    /** How long a certificate is valid. It is renewed at half. */
    readonly validMs: number;
    readonly apiServer: { readonly host: string; readonly port: number };
    readonly host: string;
    readonly healthPort: number;
}

export interface AuthorityFiles {
    readonly cert: string;
    readonly key: string;
    readonly root: string;
}

const HOUR_MS = 3_600_000;

function file<Name extends string>(name: Name, remedy: string): Variable<string, Name> {
    return { name, parse: text => resolve(text), allowed: "a path", remedy };
}

const CERTIFICATES = file("CERTIFICATES", "set it to the file that lists Secrets and names of their certificates");
const AUTHORITY_CERT = file("AUTHORITY_CERT", "set it to the PEM file with the certificate of the region's authority");
const AUTHORITY_KEY = file("AUTHORITY_KEY", "set it to the PEM file with the key of the region's authority");
const ROOT_CERT = file("ROOT_CERT", "set it to the PEM file with the root that signed the region's authority");

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function objectName<Name extends string>(name: Name, remedy: string): Variable<string, Name> {
    return {
        name,
        parse: matching(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/),
        allowed: "up to 253 lower-case letters, digits, '-' and '.'",
        remedy,
    };
}

const NAMESPACE = objectName("NAMESPACE", "set it to the namespace of the pod, as from the field metadata.namespace");
const POD_NAME = objectName("POD_NAME", "set it to the name of the pod, as from the field metadata.name");
const LEASE = objectName("LEASE", "set it to the name of the Lease that its replicas share");

/** Tests see a renewal within seconds; a certificate for longer than a quarter of a year needs no program that renews it. */
const hours = { least: 0.005, most: 2160 } as const;

const VALID_HOURS: Variable<number, "VALID_HOURS"> = {
    name: "VALID_HOURS",
    parse: text => {
        const value = /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
        return value >= hours.least && value <= hours.most ? value : undefined;
    },
    allowed: `a number from ${hours.least} to ${hours.most}`,
    remedy: "unset it for 24",
};

const KUBERNETES_SERVICE_HOST: Variable<string, "KUBERNETES_SERVICE_HOST"> = {
    name: "KUBERNETES_SERVICE_HOST",
    parse: matching(/^[A-Za-z0-9.:_-]+$/),
    allowed: "an address or a host name",
    remedy: "unset it for kubernetes.default.svc",
};
const KUBERNETES_SERVICE_PORT: Variable<number, "KUBERNETES_SERVICE_PORT"> = {
    name: "KUBERNETES_SERVICE_PORT",
    parse: integer(1, 65535),
    allowed: "a whole number from 1 to 65535",
    remedy: "unset it for 443",
};

/** Reads the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"certifier">>(env);
    const found = {
        cell: read.required(CELL),
        region: read.required(REGION),
        certificates: read.required(CERTIFICATES),
        authority: {
            cert: read.required(AUTHORITY_CERT),
            key: read.required(AUTHORITY_KEY),
            root: read.required(ROOT_CERT),
        },
        namespace: read.required(NAMESPACE),
        podName: read.required(POD_NAME),
        lease: read.required(LEASE),
        validMs: read.required(VALID_HOURS, 24) * HOUR_MS,
        apiServer: {
            host: read.required(KUBERNETES_SERVICE_HOST, "kubernetes.default.svc"),
            port: read.required(KUBERNETES_SERVICE_PORT, 443),
        },
        host: read.required(HOST, "127.0.0.1"),
        healthPort: read.required(OWN_HEALTH_PORT),
    };
    read.refuse();
    return found;
}
