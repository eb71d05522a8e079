import * as pulumi from "@pulumi/pulumi";

import type { KubernetesConfig } from "../../plan/config/kubernetes";
import { pathOf } from "../../plan/config/paths";
import { type Fault, quoted } from "../../plan/faults";
import { accessKeyForm } from "../../plan/store/access-key";

/** Shorter keys could be guessed. */
const leastCharacters = 32;

/** Secrets of stores that can't be what they are for, by the stack's config as it is now: an update would fail after it has begun. */
export function storeSecretFaults(store: KubernetesConfig["store"]): Fault[] {
    if (store === undefined) return [];
    const buckets = Object.entries(store.backups).map(([place, { credentials }]) => ({
        path: pathOf(["kubernetes", "store", "backups", place, "credentials"]),
        name: credentials.secret,
    }));
    return [
        ...wrong(store.key.secret, key => key.length >= leastCharacters).map(({ length }): Fault => ({
            code: "kubernetes/store-key",
            path: "kubernetes.store.key",
            value: `${length} characters`,
            problem: `secret ${quoted(store.key.secret)}, the key of the store, has ${length} characters, expected ${leastCharacters} or more`,
            remedy: `set a longer one: \`pulumi config set --secret secrets:${store.key.secret}\``,
        })),
        ...buckets.flatMap(({ name, path }) =>
            wrong(name, text => accessKeyForm.test(text)).map((): Fault => ({
                code: "kubernetes/store-credentials",
                path,
                value: name,
                problem: `secret ${quoted(name)} is not an access key, expected the form <id>:<secret>`,
                remedy: `set it in that form: \`pulumi config set --secret secrets:${name}\``,
            })),
        ),
    ];
}

/** The value of a secret where it is not as it must be. One that is not set has another fault. */
function wrong(name: string, isRight: (text: string) => boolean): string[] {
    const text = pulumi.runtime.getConfig(`secrets:${name}`);
    return text === undefined || isRight(text) ? [] : [text];
}
