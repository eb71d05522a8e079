import { SourceError } from "./source";

/** What became of a connection, by the code that Node gives it. */
const failures: readonly (readonly [code: RegExp, message: (host: string) => string, remedy: string])[] = [
    [
        /^(ENOTFOUND|EAI_AGAIN)$/,
        host => `no address is known for ${host}`,
        "correct the host, or see to it that this machine can look it up",
    ],
    [
        /^ECONNREFUSED$/,
        host => `${host} refuses the connection`,
        "correct the host and port, or see to it that it is up",
    ],
    [
        /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
        host => `${host} can't be reached`,
        "see to it that it is up and may be reached from here, or try again",
    ],
    [
        /^(ERR_TLS_CERT_ALTNAME_INVALID)$/,
        host => `the certificate of ${host} is for another host`,
        "name the host that the certificate is for",
    ],
    [/^CERT_HAS_EXPIRED$/, host => `the certificate of ${host} has expired`, "have it renewed"],
    [
        /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS)/,
        host => `the certificate of ${host} is of an authority that this machine doesn't know`,
        "name the file of its authority in NODE_EXTRA_CA_CERTS",
    ],
];

/** Why nothing or not all came. `fetch` says only that it failed; why is in the cause. */
export function failureOf(error: unknown, host: string, bytes: number): SourceError {
    const { cause } = error as { cause?: unknown };
    const { code = "", message = "" } = (cause ?? error) as { code?: string; message?: string };
    if (bytes > 0 || code === "UND_ERR_SOCKET") {
        const after = bytes === 0 ? "before anything came" : `after ${bytes} bytes`;
        return new SourceError(`${host} broke the connection off ${after}`, "try again");
    }
    const [, said, remedy] = failures.find(([of]) => of.test(code)) ?? [];
    return said === undefined || remedy === undefined
        ? new SourceError(`${host}: ${message || code || "the connection failed"}`, "correct the address, or try again")
        : new SourceError(said(host), remedy);
}
