import { resolve } from "node:path";
import { type Fault, quoted, refuse } from "../components/plan/faults";

/** One environment variable of a process. */
export interface Variable<T, Name extends string = string> {
    readonly name: Name;
    readonly parse: (text: string) => T | undefined;
    readonly allowed: string;
    readonly remedy: string;
    /** Shown instead of the value, where that could carry a credential. */
    readonly shown?: (text: string) => string;
}

/** Paths of PEM files. */
export interface TlsFiles {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
    /** Names, one of which a client's certificate must have (TLS_CLIENT_NAMES, by commas); none: any of the authority. */
    readonly clients: readonly string[];
    /** Names of observers, which may call the routes that are `observed` (TLS_OBSERVER_NAMES, by commas). */
    readonly observers: readonly string[];
    /** Names of gates, which may call the routes that are for `gates`. Default: none. */
    readonly gates?: readonly string[];
}

/** Those of a server that also has clients without a certificate. */
export interface ServerTls extends Pick<TlsFiles, "cert" | "key" | "observers"> {
    /** Of observers' certificates. */
    readonly ca?: string;
}

const MIB = 1024 * 1024;
const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

export const HOST: Variable<string, "HOST"> = {
    name: "HOST",
    parse: matching(/^[A-Za-z0-9.:_-]+$/),
    allowed: "an address or a host name of this machine",
    remedy: "set it to 127.0.0.1, or to 0.0.0.0 in a container",
};

export const PORT: Variable<number, "PORT"> = {
    name: "PORT",
    parse: integer(0, 65535),
    allowed: "a whole number from 1 to 65535, or 0 for any free port",
    remedy: "set it to the port to listen on",
};

const HEALTH_PORT: Variable<number, "HEALTH_PORT"> = {
    name: "HEALTH_PORT",
    parse: integer(0, 65535),
    allowed: "a whole number from 1 to 65535, or 0 for any free port",
    remedy: "unset it, or set it to the port that serves the health paths without TLS",
};

/** The same of a program that listens nowhere else. */
export const OWN_HEALTH_PORT: Variable<number, "HEALTH_PORT"> = {
    ...HEALTH_PORT,
    remedy: "set it to the port that serves health, and metrics where there are some, without TLS",
};

/** A file or a directory of this machine, by its path. */
export const located = <Name extends string>(name: Name, remedy: string): Variable<string, Name> => ({
    name,
    parse: text => resolve(text),
    allowed: "a path",
    remedy,
});

/** Where a program says whether it is ready without TLS: beside the port with TLS, so not on the same one. */
export function readHealthPort(read: VariableReader<"HEALTH_PORT">, port: number | undefined): number | undefined {
    const healthPort = read.optional(HEALTH_PORT);
    read.otherPort(HEALTH_PORT, healthPort, port);
    return healthPort;
}

export const DEFAULT_BODY_BYTES = 8 * MIB;

export const MAX_BODY_BYTES: Variable<number, "MAX_BODY_BYTES"> = {
    name: "MAX_BODY_BYTES",
    parse: integer(1024, 256 * MIB),
    allowed: `a whole number from 1024 to ${256 * MIB}`,
    remedy: `unset it for ${DEFAULT_BODY_BYTES}`,
};

const TLS_NAMES = ["TLS_CERT", "TLS_KEY", "TLS_CA"] as const;

/** `observability.withdraw.lagSeconds`. */
export const STALE_AFTER_SECONDS: Variable<number, "STALE_AFTER_SECONDS"> = {
    name: "STALE_AFTER_SECONDS",
    parse: text => (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined),
    allowed: "a number above 0",
    remedy: "unset it, or set it to the seconds that a copy may be behind before its answers are marked",
};

/** Reads variables of these names, and keeps what is wrong with them. An empty variable counts as not set. */
export class VariableReader<Name extends string> {
    private readonly faults: Fault[] = [];

    constructor(private readonly env: NodeJS.ProcessEnv) {}

    /** The value. With a fault there is none, and `refuse` throws. */
    required<T>(variable: Variable<T, Name>, fallback?: T): T {
        const value = this.optional(variable) ?? fallback;
        if (value === undefined && this.text(variable.name) === "") {
            this.faults.push(faultOf(variable, ""));
        }
        return value!;
    }

    /** The value, or none where it is not set. */
    optional<T>(variable: Variable<T, Name>): T | undefined {
        const text = this.text(variable.name);
        const value = text === "" ? undefined : variable.parse(text);
        if (value === undefined && text !== "") {
            this.faults.push(faultOf(variable, text));
        }
        return value;
    }

    /** Both values or none; one alone is a fault of the other. */
    both<A, B>(first: Variable<A, Name>, second: Variable<B, Name>): readonly [A, B] | undefined {
        const missing = [first, second].filter(({ name }) => this.text(name) === "");
        if (missing.length === 1) this.faults.push(faultOf(missing[0]!, ""));
        const [a, b] = [this.optional(first), this.optional(second)];
        return a === undefined || b === undefined ? undefined : [a, b];
    }

    /** A fault that is in how variables fit together. */
    fault(fault: Fault): void {
        this.faults.push(fault);
    }

    /** Makes it a fault that two listeners have one port. Where the system chooses, they do not. */
    otherPort({ name }: Variable<number, Name>, port: number | undefined, other: number | undefined): void {
        if (port === undefined || port === 0 || port !== other) return;
        this.faults.push({
            code: "environment/port-twice",
            path: name,
            value: port,
            problem: `port ${port} is that of ${PORT.name}, too`,
            remedy: "unset it, or set it to a port on which nothing listens",
        });
    }

    /** No TLS at a port: it must not leave this machine. */
    plain(host: string | undefined): void {
        this.refusePlain(host, []);
    }

    /** All three files or none. Without them data is sent in plain text, so it must not leave this machine. */
    tls(host: string | undefined): TlsFiles | undefined {
        const files = this.tlsFiles();
        if (files !== undefined) {
            const [clients, observers] = [this.names("TLS_CLIENT_NAMES"), this.names("TLS_OBSERVER_NAMES")];
            return { ...files, clients, observers };
        }
        if (TLS_NAMES.every(name => this.text(name) === "")) this.refusePlain(host, TLS_NAMES);
        return undefined;
    }

    /**
     * The certificate and the key of a server that callers also reach without a certificate of their own, and, together or not at all, an
     * authority with the names of observers that have one.
     */
    serverTls(host: string | undefined): ServerTls | undefined {
        const observers = this.names("TLS_OBSERVER_NAMES");
        const missing = (names: readonly string[]) => names.filter(name => this.text(name) === "");
        const [own, optional] = [TLS_NAMES.slice(0, 2), ["TLS_CA", "TLS_OBSERVER_NAMES"]];
        const isWithout = missing([...own, ...optional]).length === own.length + optional.length;
        if (isWithout) {
            this.refusePlain(host, own);
            return undefined;
        }
        this.tlsMissing(missing(own), own, ", or none of them");
        if (missing(optional).length === 1) {
            const remedy = "set both, or unset both: then no certificate gives access to metrics";
            const problem = `not set, though ${optional.find(name => this.text(name) !== "")!} is`;
            this.fault({ code: "environment/tls-incomplete", path: missing(optional)[0]!, problem, remedy });
        }
        const [cert = "", key = "", ca = ""] = TLS_NAMES.map(name => this.text(name));
        return { cert: resolve(cert), key: resolve(key), ...(ca !== "" && { ca: resolve(ca) }), observers };
    }

    /** All three files. */
    requiredTls(): TlsFiles {
        this.missTls();
        return this.tls(undefined)!;
    }

    /** All three files or none, of a process that has no clients itself. */
    tlsFiles(): Pick<TlsFiles, "cert" | "key" | "ca"> | undefined {
        const [cert = "", key = "", ca = ""] = TLS_NAMES.map(name => this.text(name));
        const missing = TLS_NAMES.filter(name => this.text(name) === "");
        if (missing.length === 0) return { cert: resolve(cert), key: resolve(key), ca: resolve(ca) };
        if (missing.length < TLS_NAMES.length) this.tlsMissing(missing, TLS_NAMES, ", or none of them");
        return undefined;
    }

    /** Makes it a fault that there are none. */
    missTls(): void {
        if (TLS_NAMES.every(name => this.text(name) === "")) this.tlsMissing(TLS_NAMES);
    }

    /** Throws `ConfigFaults` with every faulty variable. */
    refuse(): void {
        refuse(this.faults);
    }

    private refusePlain(host: string | undefined, names: readonly string[]): void {
        if (host === undefined || LOOPBACK.test(host)) return;
        this.faults.push({
            code: "environment/plain-beyond-loopback",
            path: HOST.name,
            value: host,
            problem: `address ${quoted(host)} without TLS, expected a loopback address`,
            allowed: ["127.0.0.1", "::1", "localhost"],
            remedy: `${names.length === 0 ? "" : `set ${names.join(", ")}, or `}listen on a loopback address`,
        });
    }

    private tlsMissing(missing: readonly string[], all: readonly string[] = TLS_NAMES, or = ""): void {
        for (const path of missing) {
            const problem = `not set, expected ${all.join(", ")} together${or}`;
            const remedy = "set it to the path of a PEM file";
            this.faults.push({ code: "environment/tls-incomplete", path, problem, remedy });
        }
    }

    private names(name: string): string[] {
        return this.text(name)
            .split(",")
            .filter(name => name !== "");
    }

    private text(name: string): string {
        return this.env[name] ?? "";
    }
}

function faultOf(variable: Variable<unknown>, text: string): Fault {
    const { name, allowed, remedy, shown = cut } = variable;
    if (text === "") {
        return { code: "environment/variable-missing", path: name, problem: `not set, expected ${allowed}`, remedy };
    }
    const value = cut(shown(text));
    const problem = `invalid value ${quoted(value)}, expected ${allowed}`;
    return { code: "environment/variable-wrong", path: name, value, problem, remedy };
}

function cut(text: string): string {
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Names of hosts, cells, regions. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,254}$/;

export function named<Name extends string>(name: Name, remedy: string): Variable<string, Name> {
    return { name, parse: matching(NAME), allowed: "up to 255 letters, digits, '.', ':', '_' and '-'", remedy };
}

export const CELL = named("CELL", "set it to the cell's name");
export const REGION = named("REGION", "set it to the region, as in local:eu-west");

export function matching(pattern: RegExp): (text: string) => string | undefined {
    return text => (pattern.test(text) ? text : undefined);
}

export function integer(min: number, max: number): (text: string) => number | undefined {
    return text => {
        const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
        return value >= min && value <= max ? value : undefined;
    };
}
