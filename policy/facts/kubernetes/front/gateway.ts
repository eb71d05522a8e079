import type { Properties } from "../../../properties";
import type { Resource } from "../../../resource";
import type { Claim } from "../../fact";
import { ofList, unlessSaid } from "../words";

export const gateways = ["v1", "v1beta1"].map(version => `kubernetes:gateway.networking.k8s.io/${version}:Gateway`);

const isPlain = (protocol: string) => protocol === "HTTP";

/** That nothing is answered without TLS. A gateway that has such a listener says nothing of it: its routes do, by what they do with requests. */
export function servesNothingPlain({ properties }: Resource): Claim | undefined {
    const path = "spec.listeners[].protocol";
    const holds = ofList(properties, "spec.listeners", each => unlessSaid(each.text("protocol"), one => !isPlain(one)));
    return holds === false ? undefined : { holds, path };
}

/** A listener that forwards bytes is for TLS only. One that understands requests is evaluated by its responses. */
export function opensTlsOnly({ properties }: Resource): Claim {
    return {
        path: "spec.listeners[].port",
        holds: ofList(properties, "spec.listeners", listener => {
            const isStream = unlessSaid(listener.text("protocol"), protocol => !/^(TCP|UDP)$/.test(protocol));
            return isStream === true ? true : unlessSaid(listener.number("port"), port => port === 443);
        }),
    };
}

/** A route that only redirects to TLS opens nothing; one that serves on every listener serves on those without TLS, too. */
export function redirectsOrServes({ properties }: Resource): Claim | undefined {
    const path = "spec.parentRefs[].sectionName";
    const { isKnown, items: rules } = properties.list("spec.rules");
    if (!isKnown) return { holds: "undetermined", path: "spec.rules" };
    if (rules.length > 0 && rules.every(redirects)) return { holds: true, path };
    const parents = properties.list("spec.parentRefs");
    if (!parents.isKnown) return { holds: "undetermined", path };
    return parents.items.some(parent => !parent.has("sectionName") && !parent.has("port"))
        ? { holds: false, path }
        : undefined;
}

function redirects(rule: Properties): boolean {
    const toTls = rule.list("filters").items.some(filter => {
        const scheme = filter.text("requestRedirect.scheme");
        return scheme.is === "known" && scheme.value === "https";
    });
    return toTls && !rule.has("backendRefs");
}
