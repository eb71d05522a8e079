import type { Variable } from "../variables";

const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;
/** Addresses that reach no farther than the machine and what its platform runs there: credentials of ECS, EKS, EC2, Google Cloud, Azure. */
const PLATFORM = /^(169\.254(\.\d{1,3}){2}|\[fd00:ec2::(23|254)\]|metadata\.google\.internal)$/;

/** Shown in an error in place of text that may contain a credential. */
export const hidden = () => "…";

/** Where a vendor's API is: over https, or an emulator on this machine. */
export function endpoint<Name extends string>(name: Name): Variable<URL, Name> {
    return {
        name,
        parse: text => urlIn(text, ({ hostname }) => LOOPBACK.test(hostname)),
        allowed: "an https: URL; http: for a loopback address only",
        remedy: "unset it for the vendor's own, or correct it",
        shown: hidden,
    };
}

/** Where a platform gives out credentials: what it sends is a secret, and http never leaves this machine. */
export function ofPlatform<Name extends string>(name: Name): Variable<URL, Name> {
    return {
        name,
        parse: text => urlIn(text, ({ hostname }) => LOOPBACK.test(hostname) || PLATFORM.test(hostname)),
        allowed: "an https: URL; http: for a loopback address or the platform's link-local one only",
        remedy: "leave it to the platform, or unset it",
        shown: hidden,
    };
}

function urlIn(text: string, mayBePlain: (url: URL) => boolean): URL | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!isPlain(url)) return undefined;
    return url.protocol === "https:" || (url.protocol === "http:" && mayBePlain(url)) ? url : undefined;
}

/** Without a user and a password, which would be shown with it, and without a fragment, which is never sent. */
export function isPlain(url: URL | undefined): url is URL {
    return url?.username === "" && url.password === "" && url.hash === "";
}
