import { spawn } from "node:child_process";
import path from "node:path";
import { json, text } from "node:stream/consumers";

import { type Progress, silent } from "../../../tools/progress";
import { getPackages } from "../../../tools/python";

const pinned = {
    name: "aws-linters",
    requirements: "../tests/support/aws-linters/requirements.txt",
    python: ["3.10", "3.11", "3.12", "3.13", "3.14"],
    getting: "getting cfn-lint and parliament",
};

/** Their packages, which are installed once and stored in the cache. */
export const awsLinters = (progress: Progress = silent) => getPackages(pinned, progress);

/** A policy of IAM. Those that trust a role name no resource. */
export interface PolicyDocument {
    readonly name: string;
    readonly text: string;
    readonly trust: boolean;
}

export interface PolicyFinding {
    readonly document: string;
    /** Of the statement; null: it has none, or the whole document is meant. */
    readonly sid: string | null;
    readonly issue: string;
    readonly detail: string;
}

/** What parliament finds in policies. */
export const lintPolicies = (documents: readonly PolicyDocument[]) =>
    answered<readonly PolicyFinding[]>("policies.py", documents);

export interface TemplateFinding {
    /** Its name in the template; empty: the whole template is meant. */
    readonly resource: string;
    /** In its properties. */
    readonly path: readonly string[];
    readonly rule: string;
    readonly message: string;
}

/** What cfn-lint finds in templates, by the schemas of their regions. */
export const lintTemplates = (request: {
    readonly templates: readonly { readonly region: string; readonly resources: object }[];
    readonly ignored: readonly string[];
}) => answered<readonly TemplateFinding[]>("templates.py", request);

async function answered<Answer>(script: string, request: unknown): Promise<Answer> {
    const { python, directory } = await awsLinters();
    const args = ["-I", "-S", "-B", path.join(__dirname, script), directory];
    const child = spawn(python.executable, args, { stdio: ["pipe", "pipe", "pipe"] });
    // Where it fails before it has read all, its error is of interest.
    child.stdin.on("error", () => undefined).end(JSON.stringify(request));
    const said = text(child.stderr);
    try {
        return (await json(child.stdout)) as Answer;
    } catch {
        throw new Error(`${script}: ${await said}`);
    }
}
