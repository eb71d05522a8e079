import { Passing, Refused } from "../failure";

type Kind = typeof Passing | typeof Refused;

/** What failed by Node's code for it, whether that may pass, and the remedy. A name or an address may be there a moment later: pods start before their network. */
const failures: readonly (readonly [code: RegExp, kind: Kind, problem: (host: string) => string, remedy: string])[] = [
    [
        /^(ENOTFOUND|EAI_AGAIN)$/,
        Passing,
        host => `no address is known for ${host}`,
        "correct the host, or the DNS of this network",
    ],
    [/^ECONNREFUSED$/, Passing, host => `${host} refuses the connection`, "correct the host and port, or start it"],
    [
        /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/,
        Passing,
        host => `${host} can't be reached`,
        "allow the connection (security group, network policy, private endpoint)",
    ],
    [
        /^ERR_TLS_CERT_ALTNAME_INVALID$/,
        Refused,
        host => `the certificate of ${host} is for another host`,
        "name the host that the certificate is for",
    ],
    [/^CERT_HAS_EXPIRED$/, Refused, host => `the certificate of ${host} has expired`, "renew it"],
    [
        /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS)/,
        Refused,
        host => `the certificate of ${host} is of an authority that this machine doesn't know`,
        "name the file of its authority in NODE_EXTRA_CA_CERTS",
    ],
];

/** Why a request, or the rest of an answer, did not come. */
export function connectionFailure(error: unknown, host: string): Passing | Refused {
    const { code = "", message = "" } = error as { code?: string; message?: string };
    const [, Kind, problem, remedy] = failures.find(([of]) => of.test(code)) ?? [];
    if (Kind === undefined) return new Passing(`the connection to ${host} failed (${code || message})`, "try again");
    return new Kind(problem!(host), remedy!);
}
