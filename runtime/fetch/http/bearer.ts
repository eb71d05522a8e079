import { Passing, Refused } from "../failure";
import { refusedBy } from "./credential-refusal";
import { ask, type Ask, type Patience } from "./request";

/** A metadata service answers at once, or does not exist. */
const soonMs = 5_000;

/** The `access_token` that an OAuth endpoint or a metadata service gives out. */
export async function bearerFrom(request: Ask, patience: Patience, remedy: string): Promise<string> {
    const { origin } = request;
    const soon = { ...patience, silentMs: Math.min(patience.silentMs, soonMs) };
    const answer = await ask(request, soon).catch((error: unknown) => {
        if (!(error instanceof Passing)) throw error;
        throw new Passing(`there is no token: ${error.problem}`, remedy);
    });
    if (answer.status !== 200) throw refusedBy(answer, origin, remedy);
    const token = tokenOf(answer.text);
    if (token === undefined) throw new Refused(`${origin.host} answers without a token`, remedy);
    return token;
}

/** Registries call it `token`, too. */
function tokenOf(text: string): string | undefined {
    try {
        const { access_token, token = access_token } = JSON.parse(text) as Readonly<Record<string, unknown>>;
        return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
    } catch {
        return undefined;
    }
}
