import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Finder } from "./find";
import { sentencesOf } from "./text";

// ESLint checks TypeScript and JavaScript by the same glossary (`rule.ts`).
const extensions = ["md", "go", "py", "sh", "yaml", "yml"];

function report(position: string, words: string, write: string): void {
    console.log(`${position}: “${words}”: write ${write} (docs/glossary.md)`);
    process.exitCode = 1;
}

function main(): void {
    const root = path.join(__dirname, "..", "..");
    const finder = new Finder();
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...extensions.map(ext => `*.${ext}`)];
    const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0");
    // A file that is deleted may still be in the index.
    for (const file of files.filter(file => file !== "" && existsSync(path.join(root, file)))) {
        for (const { words, write } of finder.name(file, file)) report(file, words, write);
        const text = readFileSync(path.join(root, file), "utf8");
        for (const { index, words, write } of finder.prose(sentencesOf(file, text), file)) {
            const line = text.slice(0, index).split("\n").length;
            report(`${file}:${line}`, words, write);
        }
    }
}

main();
