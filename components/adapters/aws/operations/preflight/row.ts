/** `unknown`: AWS did not answer, or was not queried; never a pass. */
export const statuses = ["pass", "warning", "unknown", "fail"] as const;

export type Status = (typeof statuses)[number];

export const checks = [
    "identity",
    "permissions",
    "quota",
    "subnets",
    "machines",
    "images",
    "zone",
    "key",
    "certificate",
    "authority",
    "cloud",
] as const;

/** What a row is about: a cell, one of its regions, or an account. */
export interface Where {
    readonly cell?: string;
    /** `aws:eu-west-1` */
    readonly region?: string;
    /** 12 digits, where it is known. */
    readonly account?: string;
}

/** The result of one check. */
export interface Row extends Where {
    readonly check: (typeof checks)[number];
    readonly status: Status;
    /** What AWS answered, or why nothing is known. */
    readonly found: string;
    readonly needed: string;
    /** What to do, unless it passed. */
    readonly remedy?: string;
    /** Names that a table has no room for: actions, images. */
    readonly details?: readonly string[];
}

/** What a request came to: an answer, or why there is none. */
export type Answer<T> =
    | { readonly state: "answered"; readonly value: T }
    /** The caller lacks the permission. */
    | { readonly state: "denied"; readonly reason: string }
    /** The network, a limit of requests, or an error of the service. */
    | { readonly state: "unanswered"; readonly reason: string };

/** The rows of an answer; without one, a row that nothing is known, with the remedy. */
export function rowsOf<T>(
    answer: Answer<T>,
    row: Pick<Row, "check" | "needed"> & Where & { readonly permission: string },
    rows: (value: T) => readonly Row[],
): readonly Row[] {
    if (answer.state === "answered") return rows(answer.value);
    const { permission, ...of } = row;
    return [
        {
            ...of,
            status: "unknown",
            found: answer.reason,
            remedy:
                answer.state === "denied"
                    ? `allow the identity ${permission}, and run the command again`
                    : "check the network and the service's status, and run the command again",
        },
    ];
}
