/**
 * Properties without the SDK's proxies, which throw on whatever is not known and would hide what is: one for secrets lies under that
 * for unknowns.
 */
export function raw(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const target = properties.__getSpecialProxyTarget as Readonly<Record<string, unknown>> | undefined;
    return target === undefined ? properties : raw(target);
}
