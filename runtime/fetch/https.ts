import { Refused } from "./failure";
import { type HttpObject, statusText } from "./http/object";
import type { Answer, Ask } from "./http/request";

export interface HttpsLocation {
    readonly kind: "https";
    readonly url: URL;
}

/** A file behind an https address. Its token goes to that host alone, also where the host redirects. */
export function httpsObject({ url }: HttpsLocation, token: string | undefined): HttpObject {
    const shown = `${url.origin}${url.pathname}`;
    const headers = { "accept-encoding": "identity", ...(token && { authorization: `Bearer ${token}` }) };
    return {
        shown,
        ask: () => Promise.resolve({ origin: url, path: `${url.pathname}${url.search}`, headers }),
        redirect: redirected,
        refusal: answer => refusal(answer, shown, token !== undefined),
    };
}

/** Where an answer redirects to: on https, and without a credential for another host. Its query may be a signature, so its host alone is named. */
export function redirected({ origin, path, headers = {} }: Ask, location: string): Ask {
    const from = new URL(path, origin);
    if (!URL.canParse(location, from.href)) {
        throw new Refused(`${origin.host} redirects to an invalid address`, "name where the file is");
    }
    const url = new URL(location, from);
    if (url.protocol !== "https:") {
        throw new Refused(
            `${origin.host} redirects to ${url.protocol}//${url.host}, which is not https`,
            "name an address that stays on https",
        );
    }
    if (url.username !== "" || url.password !== "") {
        throw new Refused(`${origin.host} redirects to an address with a password`, "name where the file is");
    }
    const { authorization, ...rest } = headers;
    const isSame = url.host === origin.host && authorization !== undefined;
    return {
        origin: url,
        path: `${url.pathname}${url.search}`,
        headers: isSame ? { ...rest, authorization } : rest,
    };
}

function refusal({ status }: Answer, shown: string, hadToken: boolean): Refused {
    const token = hadToken ? "set SOURCE_TOKEN to a token that may read it" : "set SOURCE_TOKEN, if it needs a token";
    const remedies: Readonly<Record<number, string>> = {
        401: token,
        403: token,
        404: hadToken ? "correct the address, or put the file there" : `correct the address, or ${token}`,
    };
    return new Refused(
        `${shown} can't be read: the answer is ${statusText(status)}`,
        remedies[status] ?? "correct the address, or put the file there",
    );
}
