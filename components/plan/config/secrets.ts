import { type Fault, quoted } from "../faults";
import { label } from "./form";
import { pathOf } from "./paths";
import { type Container, entriesOf, isContainer } from "./plain";

/** Forms of secrets that were written in plain text. */
const looks: readonly (readonly [what: string, look: RegExp])[] = [
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/],
    ["a user and a password in an address", /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i],
    [
        "a signature or token in an address",
        /[?&](sig|signature|x-amz-signature|x-goog-signature|x-amz-security-token|token|access_token|api_?key|password|secret|client_secret)=[^&\s]+/i,
    ],
    // Of a key that has no word beside it only a long one without dots and slashes: `?key=models/1.onnx` names an object.
    ["a key in an address", /[?&](key|code)=[A-Za-z0-9_=-]{24,}(?![A-Za-z0-9_./=-])/i],
    ["an access key of AWS", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
    ["an API key of Google", /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/],
    ["an access token of Google", /\bya29\.[A-Za-z0-9_-]{20,}/],
    ["a token of GitHub", /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})\b/],
    ["a token of GitLab", /\bglpat-[A-Za-z0-9_-]{20,}/],
    ["a token of Hugging Face", /\bhf_[A-Za-z0-9]{34,}\b/],
    ["a token of Databricks", /\bdapi[0-9a-f]{32}\b/],
    ["a token of Pulumi", /\bpul-[0-9a-f]{40}\b/],
    ["a token of Slack", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
    ["a token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
    ["the key of an Azure account", /\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}/],
];

/** Keys whose value is a secret, whatever its form. `key` alone is an id, as everywhere in a config. */
const secretKeys =
    /^(password|passwd|pwd|secret|token|credentials?|connection_?string|(api|access|account|private|secret|secret_?access|shared_?access)_?key|(client|shared)_?secret|(access|auth|bearer|refresh)_?token)$/i;

interface ClearSecret {
    /** The evidence that the text is a secret. */
    readonly sign: string;
    readonly text: string;
    readonly path: string;
}

/** The faults, with those of secrets in plain text anywhere in the input, and without any that would show a secret. */
export function hidingSecrets(input: unknown, faults: readonly Fault[]): Fault[] {
    const lookOf = lookOnce();
    const secrets: ClearSecret[] = [];
    eachText(input, text => {
        const secret = secretIn(text, lookOf);
        if (secret !== undefined) secrets.push(secret);
    });
    const byPath = new Map(secrets.map(secret => [secret.path, secret]));
    return [
        ...[...byPath.values()].map(secretFault),
        ...faults.filter(fault => !secrets.some(one => shows(fault, one))),
    ];
}

/** The form of a text. Most texts of a config occur many times: keys, versions, digests of shared files. */
function lookOnce(): (text: string) => string | undefined {
    const known = new Map<string, string | undefined>();
    return text => {
        if (!known.has(text)) known.set(text, looks.find(([, look]) => look.test(text))?.[0]);
        return known.get(text);
    };
}

function secretIn(
    { text, path, isValue }: Text,
    lookOf: (text: string) => string | undefined,
): ClearSecret | undefined {
    const look = lookOf(text);
    if (look !== undefined) {
        return { sign: `looks like ${look}`, text, path: pathOf(path) || "config" };
    }
    const key = String(path.at(-1));
    return !isValue || text === "" || !secretKeys.test(key) || isName(key, text)
        ? undefined
        : { sign: `is the value of key ${quoted(key)}`, text, path: pathOf(path) };
}

function secretFault({ sign, path }: ClearSecret): Fault {
    return {
        code: "config/secret-in-clear",
        path,
        problem: `text that ${sign} is a secret in plain text, expected { secret: <name> } where the key accepts one`,
        remedy: "remove it here and from the history, replace it at its issuer, and store the new one with `pulumi config set --secret secrets:<name>`",
    };
}

/** A word of a few letters occurs in other faults by chance. */
const tellingLength = 8;

function shows({ path, problem, value, allowed = [], remedy }: Fault, secret: ClearSecret): boolean {
    const { text } = secret;
    const shown = [path, problem, String(value), ...allowed, remedy].join("\n");
    // Paths and problems quote texts; `quoted` shows the beginning of a long one, which may have the secret in it.
    const escaped = JSON.stringify(text).slice(1, -1);
    const beginning = quoted(text).replace(/… \(\d+ characters\)$/, "");
    return (
        path === secret.path ||
        (text.length >= tellingLength && [text, escaped, beginning].some(part => shown.includes(part)))
    );
}

interface Text {
    readonly text: string;
    readonly path: readonly PropertyKey[];
    /** Whether the path leads to the text itself. The path of a key leads to its object, because its own would show it. */
    readonly isValue: boolean;
}

/** Visits every text, also of keys. The path is valid during the visit only: one list serves all visits. */
function eachText(
    value: unknown,
    visit: (text: Text) => void,
    path: PropertyKey[] = [],
    around: readonly Container[] = [],
): void {
    if (typeof value === "string") {
        visit({ text: value, path, isValue: true });
    } else if (isContainer(value) && !around.includes(value)) {
        const inside = [...around, value];
        // Unlike a loop, this skips the holes of a list.
        entriesOf(value).forEach(([key, inner]) => {
            if (typeof key === "string") visit({ text: key, path, isValue: false });
            path.push(key);
            eachText(inner, visit, path, inside);
            path.pop();
        });
    }
}

/** In `{ secret: name }` the text is the name of a secret. */
function isName(key: string, text: string): boolean {
    return key === "secret" && label.safeParse(text).success;
}

/** Missing config keys that `{ secret: name }` references. */
export function missingSecretFaults(config: unknown, names: readonly string[]): Fault[] {
    const faults: Fault[] = [];
    eachText(config, ({ text, path, isValue }) => {
        if (!isValue || path.at(-1) !== "secret" || names.includes(text)) return;
        faults.push({
            code: "secret/missing",
            path: pathOf(path),
            value: text,
            problem: `there is no secret ${quoted(text)}, expected a config key ${quoted(`secrets:${text}`)}`,
            allowed: names,
            remedy: `run \`pulumi config set --secret secrets:${text}\``,
        });
    });
    return faults;
}
