import type { Read } from "../../properties";
import type { Claim } from "../fact";

/** Names of what is secret: `DB_PASSWORD`, `api-key`, `clientSecret`. Names of files, URLs and objects that hold it end otherwise. */
const secretNames = /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(API|ACCESS|PRIVATE|SECRET)_?KEY|CREDENTIALS?)$/;
/** Values that are no secret whatever they are called: paths, references to other variables, switches. */
const harmless = /^(\/|\$\(|(true|false|yes|no|on|off)$)/i;
/** Private keys, and URLs with a password in them. */
const secretValues = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----|:\/\/[^\s/:@]{0,128}:[^\s/@$]{1,128}@/;

/** Whether a value is no secret, by its name or by itself. */
export function isNotInClear(name: string, read: Read<string>): Claim["holds"] {
    const isCalledSecret = secretNames.test(inCapitals(name));
    if (read.is === "absent") return true;
    if (read.is === "unknown") return isCalledSecret ? "undetermined" : true;
    return !secretValues.test(read.value) && !(isCalledSecret && !harmless.test(read.value));
}

/** `dbPassword` → `DB_PASSWORD` */
const inCapitals = (name: string) =>
    name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[-.]/g, "_")
        .toUpperCase();
