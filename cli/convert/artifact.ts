import path from "node:path";

import { ProjectError } from "../exit";
import { findProject } from "../project";

/** A file as the config of the project that it lies in names it; elsewhere by its whole path. */
export function artifactOf(file: string): string {
    const root = projectOf(path.dirname(file));
    const relative = root === undefined ? file : path.relative(root, file);
    return `file:${relative.split(path.sep).join("/")}`;
}

function projectOf(directory: string): string | undefined {
    try {
        return findProject(directory).root;
    } catch (error) {
        if (error instanceof ProjectError) return undefined;
        throw error;
    }
}
