import { Passing, Refused } from "../failure";
import { bearerFrom } from "../http/bearer";
import { withHeaders } from "../http/object";
import { ask, type Answer, type Ask, type Patience } from "../http/request";
import { type Challenge, challengeIn } from "./challenge";
import { loginFor } from "./login";

/** A repository of a registry, and how it lets this process in. */
export class Repository {
    readonly origin: URL;
    private authorization: string | undefined;

    constructor(
        private readonly registry: string,
        readonly name: string,
        private readonly logins: string | undefined,
    ) {
        // The one registry whose API has another host than its name.
        this.origin = new URL(`https://${registry === "docker.io" ? "registry-1.docker.io" : registry}`);
    }

    /** A request with what the registry wants to see; before the first answer that is nothing. */
    request(below: string, headers: Readonly<Record<string, string>> = {}): Ask {
        const whole = { origin: this.origin, path: `/v2/${this.name}/${below}`, headers };
        return this.authorization === undefined ? whole : withHeaders(whole, { authorization: this.authorization });
    }

    /** A small answer, after the registry's challenge where it makes one. */
    async get(below: string, headers: Readonly<Record<string, string>>, patience: Patience): Promise<Answer> {
        const first = await ask(this.request(below, headers), patience);
        const challenge = challengeIn(first.headers["www-authenticate"]);
        if (first.status !== 401 || challenge === undefined) return first;
        this.authorization = await this.answerTo(challenge, patience);
        return ask(this.request(below, headers), patience);
    }

    private async answerTo(challenge: Challenge, patience: Patience): Promise<string> {
        const login = await loginFor(this.registry, this.logins);
        const remedy = `let DOCKER_CONFIG name the directory of a config.json with a login for ${this.registry} that may pull ${this.name}`;
        if (challenge.scheme === "basic") {
            if (login === undefined) throw new Refused(`${this.registry} wants a login`, remedy);
            return `Basic ${login}`;
        }
        const { realm = "", service, scope = `repository:${this.name}:pull` } = challenge;
        const url = URL.canParse(realm) ? new URL(realm) : undefined;
        // A login in plain text, at an address that an answer names, could be read on its way.
        if (url?.protocol !== "https:") {
            throw new Refused(`${this.registry} names no https address for its tokens`, "use a registry that does");
        }
        url.searchParams.set("scope", scope);
        if (service !== undefined) url.searchParams.set("service", service);
        const headers: Record<string, string> = login === undefined ? {} : { authorization: `Basic ${login}` };
        return `Bearer ${await bearerFrom({ origin: url, path: `${url.pathname}${url.search}`, headers }, patience, remedy)}`;
    }
}

/** Why a registry does not answer with what was wanted. */
export function registryRefusal(status: number, problem: string, shown: string): Refused | Passing {
    if (status === 408 || status === 429 || status >= 500) return new Passing(problem, "try again later");
    const remedies: Readonly<Record<number, string>> = {
        401: "let DOCKER_CONFIG name the directory of a config.json with a login that may pull it",
        403: "allow the login in DOCKER_CONFIG to pull it",
        404: `push the artefact, or correct the name: ${shown}`,
    };
    return new Refused(problem, remedies[status] ?? "correct the registry, the repository and the tag or digest");
}
