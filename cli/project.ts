import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { asObject, type ConfigKey, configKey, namespaced, type ReadFile, readYaml } from "./config-key";
import { ProjectError } from "./exit";
import { shown } from "./files";

/** A Pulumi project on disk, as far as its stacks' configs are concerned. No engine is asked. */
export interface Project {
    /** Where the project's file is. */
    readonly root: string;
    readonly name: string;
    /** Where the stacks' files are. */
    readonly stacks: string;
    /** What the stacks' files end with: the same as the project's. */
    readonly extension: string;
    /** Config that all stacks share, by namespaced key. */
    readonly config: ReadonlyMap<string, ConfigKey>;
}

/** In the engine's order. */
const extensions = [".json", ".yaml", ".yml"];

/** The project that a directory is in: the nearest `Pulumi.yaml` from there upwards. */
export function findProject(from: string): Project {
    for (let directory = path.resolve(from); ; directory = path.dirname(directory)) {
        const [extension] = extensions.filter(end => existsSync(path.join(directory, `Pulumi${end}`)));
        if (extension !== undefined) {
            return readProject(directory, extension);
        }
        if (directory === path.dirname(directory)) {
            throw new ProjectError(
                `there is no Pulumi.yaml in ${path.resolve(from)} or above; run this inside a Pulumi project`,
            );
        }
    }
}

function readProject(root: string, extension: string): Project {
    const file = readYaml(path.join(root, `Pulumi${extension}`));
    const [error] = file.errors;
    if (error !== undefined) {
        throw new ProjectError(`${file.shown}:${error.line}:${error.column}: ${error.message}`);
    }
    const { name, stackConfigDir, config } = asObject(file.value);
    if (typeof name !== "string" || name === "") {
        throw new ProjectError(
            `${file.shown} has no name; see https://www.pulumi.com/docs/iac/concepts/projects/project-file`,
        );
    }
    // Projects from before 2022 say under `config` where their stacks' files are; the engine still takes it.
    const directory = stackConfigDir ?? (typeof config === "string" ? config : "");
    if (typeof directory !== "string") {
        throw new ProjectError(`${file.shown}: stackConfigDir is no directory`);
    }
    return { root, name, extension, stacks: path.join(root, directory), config: sharedConfig(file, config, name) };
}

/** What the engine takes besides a value as it is. */
const descriptions = ["type", "description", "items", "default", "value", "secret"];

/**
 * A project's config: a text, a number or a list as it is, everything else as `{ value: … }`, which for keys of the project
 * itself may be a `default` with a type. A stack that says the key says all of it: nothing is merged. This is what the engine
 * does (pulumi/pulumi, sdk/go/common/workspace: project.go, config.go); what it refuses is refused here.
 */
function sharedConfig(file: ReadFile, config: unknown, project: string): Map<string, ConfigKey> {
    const keys = new Map<string, ConfigKey>();
    for (const [key, said] of Object.entries(asObject(config))) {
        const described = typeof said === "object" && said !== null && !Array.isArray(said);
        const { value, default: otherwise, type } = asObject(said);
        const refuse = (why: string): never => {
            const { line, column } = file.positionOf(["config", key]);
            throw new ProjectError(`${file.shown}:${line}:${column}: ${key} ${why}`);
        };
        if (described) {
            if (Object.keys(asObject(said)).some(word => !descriptions.includes(word))) {
                refuse("is an object, which Pulumi takes for all stacks only as { value: … }");
            }
            const isOwn = namespaced(key, project).startsWith(`${project}:`);
            if (!isOwn && (otherwise !== undefined || type !== undefined || value === undefined)) {
                refuse("is no key of the project itself, so Pulumi takes a value, and no type or default");
            }
        }
        const of = described ? (value ?? otherwise) : said;
        if (of !== undefined) {
            const at = described ? [value === undefined ? "default" : "value"] : [];
            keys.set(namespaced(key, project), configKey(file, of, ["config", key, ...at]));
        }
    }
    return keys;
}

/** The names of a project's stacks that have a file, sorted. */
export function stackNames({ stacks, extension }: Project): string[] {
    return filesIn(stacks)
        .filter(file => file.startsWith("Pulumi.") && file.endsWith(extension))
        .map(file => file.slice("Pulumi.".length, -extension.length))
        .filter(name => name !== "")
        .sort();
}

function filesIn(directory: string): string[] {
    try {
        return readdirSync(directory);
    } catch {
        return [];
    }
}

/** The file of a stack's config. */
export function stackFile({ stacks, extension }: Project, stack: string): string {
    return path.join(stacks, `Pulumi.${stack}${extension}`);
}

/** The stack that is named, or the only one there is. */
export function chooseStack(project: Project, named: string | undefined): string {
    const names = stackNames(project);
    if (named === undefined) {
        const [only, ...others] = names;
        if (only === undefined) {
            throw new ProjectError(`there is no ${shown(stackFile(project, "<stack>"))}`);
        }
        if (others.length > 0) {
            throw new ProjectError(`there are several stacks; say which with --stack: ${names.join(", ")}`);
        }
        return only;
    }
    // The engine's full name of a stack is organization/project/stack; its file has the last part.
    const stack = named.slice(named.lastIndexOf("/") + 1);
    if (!names.includes(stack)) {
        const known = names.length === 0 ? "no stack has a file" : `stacks with a file: ${names.join(", ")}`;
        throw new ProjectError(`there is no ${shown(stackFile(project, stack))}; ${known}`);
    }
    return stack;
}
