import { z } from "zod";
import { parse } from "../../components/plan/config/parse";
import type { CertifiedSecret } from "../../components/plan/serving/certifier";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

const secretName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "the name of a Secret");
const hostName = z
    .string()
    .max(253)
    .regex(new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`), "a host name in lower case");

const schema = z.array(z.strictObject({ secret: secretName, names: z.array(hostName).min(1) }));

/** The list of what a certifier issues. Throws `SyntaxError` if the text is not JSON, and `ConfigFaults` if it has another form. */
export function parseCertificates(text: string): readonly CertifiedSecret[] {
    const found = parse(schema, JSON.parse(text), "certificates");
    const twice = found.find(({ secret }, i) => found.findIndex(other => other.secret === secret) !== i);
    if (twice !== undefined)
        throw new Error(`Secret ${twice.secret} is listed twice; list it once, with all its names`);
    return found;
}
