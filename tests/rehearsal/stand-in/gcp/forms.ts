import type { Kind, Making, Thing } from "../kind";
import { textsIn } from "../values";
import { keyLocation } from "./where";

export type Made = Making & { readonly id: string };
type Asked = Making & { readonly things: readonly Thing[] };

export const text = (value: unknown) => (typeof value === "string" ? value : "");
export const input =
    (property: string) =>
    ({ inputs }: Making) =>
        text(inputs[property]);
export const own = ({ id }: Made) => id;
/** The last part of an id, or a name by itself. */
export const last = (value: unknown) => text(value).split("/").at(-1)!;
export const digits = ({ hex }: Making) => String(parseInt(hex(12), 16));
export const uuid = ({ hex }: Making) => [8, 4, 4, 4, 12].map(hex).join("-");
export const time = () => "2026-01-01T00:00:00.000Z";

/** Names after RFC 1035, as load balancing and networks have them. */
export const rfc1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** The provider makes names of what says none, and cuts none (pulumi-gcp, provider/resources.go: `SetAutonaming(255, "-")`). */
export const called = (pattern: RegExp, property = "name") => ({ property, pattern, auto: 255, byId: true }) as const;

/** Ids below a project: `projects/p/topics/t`. */
export const inProject =
    (collection: string, property = "name") =>
    ({ account, inputs }: Making) =>
        `projects/${account}/${collection}/${last(inputs[property])}`;
/** Ids below a location: `projects/p/locations/l/services/s`. */
export const inLocation =
    (collection: string, property = "name") =>
    ({ account, inputs, region }: Making) => {
        const location = text(inputs.location ?? inputs.region) || (region ?? "global");
        return `projects/${account}/locations/${last(location)}/${collection}/${last(inputs[property])}`;
    };
/** Ids below another thing's: of `instance` and `databases`, with the other's id before it or made by its name. */
export const below =
    (parent: string, ofName: (making: Making) => string, collection: string, property = "name") =>
    (making: Making) => {
        const named = text(making.inputs[parent]);
        return `${named.startsWith("projects/") ? named : ofName(making)}/${collection}/${last(making.inputs[property])}`;
    };

/** Who may do something with one thing; to say it twice changes nothing. */
export const member = (property: string, more: Partial<Kind> = {}): Kind => ({
    id: ({ inputs }) => [property, "role", "member"].map(each => text(inputs[each])).join("/"),
    outputs: { etag: ({ hex }) => hex(16) },
    required: [property, "role", "member"],
    fixed: [property, "role", "member", "condition"],
    idempotent: true,
    ...more,
});

/** The first thing that something is refused for. */
export const refusing =
    (...refusals: readonly NonNullable<Kind["refuses"]>[]) =>
    (asked: Asked) =>
        refusals.map(refuses => refuses(asked)).find(refusal => refusal !== undefined);

/**
 * Who encrypts for it must have been let to use the key: `gs-project-accounts`, of `service-1@gs-project-accounts.iam.gserviceaccount.com`.
 * Of a key that was there before, its owner has said so elsewhere.
 */
export const underKey =
    (agent: string) =>
    ({ inputs, things }: Asked): string | undefined => {
        const keys = textsIn(inputs).filter(
            ({ path, text }) => /\/cryptoKeys\/[^/]+$/.test(text) && !path.startsWith("template.containers"),
        );
        return keys
            .filter(({ text }) =>
                things.some(({ id, inputs, type }) => id === text && type.endsWith(":CryptoKey") && inputs.keyRing),
            )
            .filter(({ text }) => !things.some(grant => lets(grant, agent, text)))
            .map(({ path, text }) => `${path}: no ${agent} may use ${text}`)[0];
    };

function lets({ inputs, type }: Thing, agent: string, key: string): boolean {
    const ofKey = type === "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember" && inputs.cryptoKeyId === key;
    const ofProject =
        type === "gcp:projects/iAMMember:IAMMember" && key.startsWith(`projects/${text(inputs.project)}/`);
    return (
        (ofKey || ofProject) &&
        text(inputs.member).endsWith(`@${agent}.iam.gserviceaccount.com`) &&
        text(inputs.role).startsWith("roles/cloudkms.cryptoKeyEncrypter")
    );
}

/** What has parts in several regions has each under a key of its own region. */
export const partsUnderKeys =
    (partsOf: (asked: Asked) => readonly { readonly location: string; readonly key: unknown }[]) =>
    (asked: Asked): string | undefined =>
        partsOf(asked).flatMap(({ key, location }) => {
            const [, own = location] = /\/locations\/([^/]+)\/keyRings\//.exec(text(key)) ?? [];
            return own === keyLocation(location) || own === location
                ? []
                : [`${text(key)} is in ${own}, not in ${keyLocation(location)}`];
        })[0];
