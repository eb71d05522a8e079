import { type Fault, quoted } from "../components/plan/faults";
import { type ConfigKeys, namespace, secretsNamespace } from "../components/plan/config/namespaces";
import { pathOf, segmentsOf } from "../components/plan/config/paths";
import { correction, nearestSpelling } from "../components/plan/config/spelling";
import { asObject, type ConfigKey, configKey, namespaced, type Place, type ReadFile, readYaml } from "./config-key";
import type { PlacedFault } from "./placed-fault";
import { type Project, stackFile } from "./project";

/** `meridian:*` of a stack, as it is written. */
export interface StackConfig {
    readonly stack: string;
    /** Relative to the current directory. */
    readonly file: string;
    readonly input: Readonly<Record<string, unknown>>;
    /** Names of the secrets that the stack has: keys `secrets:<name>`. */
    readonly secrets: readonly string[];
    /** All keys, with their namespaces. */
    readonly keys: ConfigKeys;
    /** What keeps the config from being read: no YAML, and values that only an engine can read. */
    readonly faults: readonly PlacedFault[];
    /** Where a path of the config stands. */
    readonly placeOf: (path: string) => Place;
}

const prefix = `${namespace}:`;
const secretPrefix = `${secretsNamespace}:`;

/** What a stack's file may have (ProjectStack in pulumi/pulumi, sdk/go/common/workspace/project.go). */
const fileKeys = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/** Reads what a stack says, with what the project says for all stacks. */
export function readStack(project: Project, stack: string): StackConfig {
    const file = readYaml(stackFile(project, stack));
    const { config } = asObject(file.value);
    const form = [...syntaxFaults(file), ...formFaults(file), ...locationFaults(file)];
    const keys = new Map([...project.config, ...ownKeys(file, asObject(config), project.name)]);
    const said = [...keys].filter(([key]) => key.startsWith(prefix)).map(([key, { value }]) => [nameOf(key), value]);
    const input = Object.fromEntries(said) as Record<string, unknown>;
    const placeOf = (at: string): Place => {
        const [first, ...inside] = segmentsOf(at);
        const other = keys.get(at);
        if (other !== undefined) return other.placeOf([]);
        return keys.get(`${prefix}${first}`)?.placeOf(inside) ?? { file: file.shown, ...file.positionOf(["config"]) };
    };
    return {
        stack,
        file: file.shown,
        input: withoutEncrypted(input) as Record<string, unknown>,
        secrets: [...keys.keys()].filter(key => key.startsWith(secretPrefix)).map(nameOf),
        keys: { all: [...keys.keys()], project: project.name },
        faults: [
            ...form,
            ...encryptedIn(input, "").map(fault => ({ ...placeOf(fault.path), ...fault })),
            ...secretsInClear(keys),
        ],
        placeOf,
    };
}

function nameOf(key: string): string {
    return key.slice(key.indexOf(":") + 1);
}

function syntaxFaults({ errors, shown }: ReadFile): PlacedFault[] {
    return errors.map(({ line, column, message, remedy }) => ({
        file: shown,
        line,
        column,
        code: "config/yaml",
        path: "config",
        problem: message,
        remedy,
    }));
}

/** A file of which nothing is said is a stack without config; one that says something says it by keys. */
function formFaults(file: ReadFile): PlacedFault[] {
    const isObject = (value: unknown) => typeof (value ?? {}) === "object" && !Array.isArray(value);
    return isObject(file.value) && isObject(asObject(file.value).config)
        ? []
        : [
              {
                  file: file.shown,
                  ...file.positionOf(["config"]),
                  code: "config/type",
                  path: "config",
                  problem: "config has no keys, expected keys with values, as in `meridian:service: screening`",
                  remedy: "write keys with values under config",
              },
          ];
}

/** The engine ignores other keys at the top of the file. */
function locationFaults(file: ReadFile): PlacedFault[] {
    return Object.keys(asObject(file.value))
        .filter(key => !fileKeys.includes(key))
        .map(key => {
            const spelling = nearestSpelling(key, fileKeys);
            return {
                file: file.shown,
                ...file.positionOf([key]),
                code: "config/outside",
                path: key,
                problem: `key ${quoted(key)} is outside config, where Pulumi ignores it`,
                allowed: fileKeys,
                remedy: spelling === undefined ? "move the key under config, or remove it" : correction(spelling),
            };
        });
}

function ownKeys(file: ReadFile, config: Readonly<Record<string, unknown>>, project: string): [string, ConfigKey][] {
    return Object.entries(config).map(([key, value]) => [
        namespaced(key, project),
        configKey(file, asProgramSees(value), ["config", key]),
    ]);
}

/**
 * The engine hands every value over as text, which the program reads as JSON where it is some (`stacks/read-config.ts`): a
 * list that `pulumi config set` has kept as text is a list, "123" is a number, and nothing at all is an empty text.
 */
function asProgramSees(value: unknown): unknown {
    if (typeof value !== "string") {
        return value ?? "";
    }
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

/** What `pulumi config set --secret` makes of a value. */
function isEncrypted(value: unknown): boolean {
    const { secure, ...others } = asObject(value);
    return typeof secure === "string" && Object.keys(others).length === 0;
}

function encryptedIn(value: unknown, at: string): Fault[] {
    if (isEncrypted(value)) {
        return [
            {
                code: "config/encrypted",
                path: at,
                problem: `the value of ${at} is encrypted, expected plain text, or { secret: <name> } where the key accepts it`,
                remedy: "write the value in plain text, or store it as secrets:<name> and write { secret: <name> }",
            },
        ];
    }
    return Array.isArray(value)
        ? value.flatMap((item, i) => encryptedIn(item, pathOf([i], at)))
        : Object.entries(asObject(value)).flatMap(([key, inner]) => encryptedIn(inner, pathOf([key], at)));
}

function withoutEncrypted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutEncrypted);
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(
              Object.entries(value)
                  .filter(([, inner]) => !isEncrypted(inner))
                  .map(([key, inner]) => [key, withoutEncrypted(inner)]),
          )
        : value;
}

/** `secrets:<name>` holds encrypted values. A value in plain text is never shown. */
function secretsInClear(keys: ReadonlyMap<string, ConfigKey>): PlacedFault[] {
    return [...keys]
        .filter(([key, { value }]) => key.startsWith(secretPrefix) && !isEncrypted(value))
        .map(([key, { placeOf }]) => ({
            ...placeOf([]),
            code: "secret/in-clear",
            path: key,
            problem: `secret ${quoted(nameOf(key))} is stored in plain text, expected an encrypted value`,
            remedy: `remove it from the file and its history, have its issuer replace it, and set the new one: \`pulumi config set --secret ${key}\``,
        }));
}
