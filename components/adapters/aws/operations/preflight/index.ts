import type { Planned } from "../permissions/grants";
import { atMost } from "./at-most";
import { answerOf, nameOf, reasonOf } from "./ask/answer";
import { permissionChecks, zoneCheck } from "./account-checks";
import type { Check } from "./check";
import { placeChecks } from "./place-checks";
import { clientsFor, missingPackages } from "./sdk";
import { accountOf, assumedSession, ownSession, type Session } from "./session";
import { subjectOf } from "./subject";
import { assumedRow, elsewhereRow, identityRow } from "./rows/identity";
import type { Answer, Row } from "./row";

export { type Row, type Status, statuses } from "./row";

/** Nothing can be checked; the message has the reason and the remedy. */
export class PreflightError extends Error {}

export interface PreflightOptions {
    /** Addresses of the DNS servers to query for the domain. Default: those of this machine. */
    readonly dnsServers?: readonly string[];
    /** Called after each check. */
    readonly onProgress?: (done: number, all: number) => void;
}

/** Checks at a time: services limit the requests of an account in a second. */
const atOnce = 6;

/**
 * Whether an update of a stack can succeed in the accounts of AWS that it names: by reading them, with the credentials that the engine's
 * provider would use. Nothing is created or changed. Throws `PreflightError`.
 */
export async function preflight(planned: Planned, { dnsServers, onProgress }: PreflightOptions = {}): Promise<Row[]> {
    const subject = subjectOf(planned);
    const [first] = subject.places;
    if (first === undefined) {
        throw new PreflightError(
            "the stack has no cell on aws, and only aws is checked; name a stack with regions aws:<region>",
        );
    }
    const missing = missingPackages(clientsFor(subject));
    if (missing.length > 0) {
        throw new PreflightError(
            `preflight needs clients of the AWS SDK that are not installed here; run \`npm install --save-dev ${missing.join(" ")}\``,
        );
    }
    const own = await signedIn(first.name);
    const sessions = new Map<string | undefined, Answer<Session>>([[undefined, { state: "answered", value: own }]]);
    const assumed = subject.roles.map(role => async () => [role, await assume(role, subject.places)] as const);
    for (const [role, session] of await atMost(atOnce, assumed)) sessions.set(role, session);
    const by = (role: string | undefined, check: Check) => () => check(sessions.get(role)!);
    const tasks = [
        ...permissionChecks(subject, own).map(([role, check]) => by(role, check)),
        ...(subject.zone ? [by(undefined, zoneCheck(subject.zone, own, dnsServers))] : []),
        ...subject.places.flatMap(place => placeChecks(place, subject).map(check => by(place.role, check))),
    ];
    let done = 0;
    const counted = tasks.map(task => async () => {
        const rows = await task();
        onProgress?.(++done, tasks.length);
        return rows;
    });
    const rows = await atMost(atOnce, counted);
    const assumedRows = [...sessions].flatMap(([role, session]) =>
        role === undefined ? [] : [assumedRow(role, session, { account: accountOf(role) })],
    );
    return [identityRow(own.arn, own.account), ...assumedRows, ...rows.flat(), ...subject.elsewhere.map(elsewhereRow)];
}

function assume(role: string, places: ReturnType<typeof subjectOf>["places"]): Promise<Answer<Session>> {
    const { externalId, name } = places.find(place => place.role === role)!;
    return answerOf(() => assumedSession(role, name, externalId));
}

async function signedIn(region: string): Promise<Session> {
    try {
        return await ownSession(region);
    } catch (error) {
        const remedy = /Credentials|Token|SignatureDoesNotMatch|Sso/i.test(nameOf(error))
            ? "sign in as for an update, for example by AWS_PROFILE or `aws sso login`"
            : "check the network and the proxy";
        throw new PreflightError(`no identity of AWS: ${reasonOf(error)}; ${remedy}`, { cause: error });
    }
}
